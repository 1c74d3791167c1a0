package dev.cloister.cli.doctor;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import java.util.List;

/// What the doctor found.
public record Diagnosis(List<Offering> offerings, List<Thing> things) {

    public Diagnosis {
        offerings = List.copyOf(offerings);
        things = List.copyOf(things);
    }

    /// Whether anything at all can run here, emulated or not.
    public boolean usable() {
        return offerings.stream().anyMatch(Offering::usable);
    }

    /// One sentence.
    public String verdict() {
        if (!usable()) {
            return "This host can run nothing of Cloister yet.";
        }
        return offerings.stream().anyMatch(offering -> offering.means() == Offering.Means.HARDWARE)
                ? "This host runs confidential VMs on SEV-SNP."
                : "This host runs confidential VMs EMULATED only: for trying out, it can look inside.";
    }

    /// Cells of the offerings' table.
    public List<List<String>> offeringRows() {
        return offerings.stream()
                .map(offering -> List.of(offering.name(), offering.means().word(), offering.sentence()))
                .toList();
    }

    /// Cells of the table of what was looked at.
    public List<List<String>> thingRows() {
        return things.stream()
                .map(thing -> List.of(thing.name(), thing.state().word(), thing.sentence()))
                .toList();
    }

    /// What to do, a line each.
    public List<String> remedies() {
        return things.stream()
                .flatMap(thing -> thing.remedies().stream().map(remedy -> thing.name() + ": " + remedy))
                .toList();
    }

    public JsonObject json() {
        return Json.object()
                .put("usable", usable())
                .put("verdict", verdict())
                .put(
                        "offerings",
                        Json.array(offerings.stream()
                                .<Json>map(offering -> Json.object()
                                        .put("name", offering.name())
                                        .put("means", offering.means().word())
                                        .put("sentence", offering.sentence())
                                        .build())
                                .toList()))
                .put("things", Json.array(things.stream().map(Diagnosis::json).toList()))
                .build();
    }

    private static Json json(Thing thing) {
        return Json.object()
                .put("name", thing.name())
                .put("state", thing.state().word())
                .put("sentence", thing.sentence())
                .put(
                        "remedies",
                        Json.array(thing.remedies().stream().map(Json::text).toList()))
                .build();
    }
}
