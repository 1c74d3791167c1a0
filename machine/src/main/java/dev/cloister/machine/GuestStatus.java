package dev.cloister.machine;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What the keeper says of its guest; before there is a keeper, what the process that starts it says.
///
/// @param claimant who makes the guest, until the keeper writes its first status
/// @param processes the keeper first, then QEMU while it runs
/// @param measurement the launch digest, 48 bytes; empty until it was computed
/// @param reportId REPORT_ID of this start of QEMU, 32 bytes; empty until there was one
/// @param startedAt when the keeper began
/// @param cpuSeconds what QEMU has spent, as of the last stage
record GuestStatus(
        Phase phase,
        Optional<ProcessIdentity> claimant,
        List<ProcessIdentity> processes,
        List<Stage> stages,
        Bytes measurement,
        Bytes reportId,
        Instant startedAt,
        double cpuSeconds) {

    private static final String STRUCTURE = "GuestStatus";

    public GuestStatus {
        processes = List.copyOf(processes);
        stages = List.copyOf(stages);
    }

    /// What a guest's folder begins with: its name is taken as long as this process lives.
    static GuestStatus claimed() throws IOException {
        return new GuestStatus(
                new Phase.Starting(),
                Optional.of(ProcessIdentity.current()),
                List.of(),
                List.of(),
                Bytes.EMPTY,
                Bytes.EMPTY,
                Instant.now(),
                0);
    }

    /// The same guest, ended for this reason, with no process left.
    GuestStatus failed(Reason reason) {
        return new GuestStatus(
                new Phase.Failed(reason),
                Optional.empty(),
                List.of(),
                stages,
                measurement,
                reportId,
                startedAt,
                cpuSeconds);
    }

    /// Does somebody who answers for the guest live: its keeper, or who is about to start that?
    boolean held() {
        return processes.stream()
                .findFirst()
                .or(() -> claimant)
                .map(ProcessIdentity::alive)
                .orElse(false);
    }

    OptionalLong keeperPid() {
        return processes.isEmpty() || !processes.getFirst().alive()
                ? OptionalLong.empty()
                : OptionalLong.of(processes.getFirst().pid());
    }

    JsonObject toJson() {
        JsonObject.Builder json = Json.object().put("phase", phase.word());
        if (phase instanceof Phase.Failed failed) {
            json.put("reason", ReasonJson.write(failed.reason()));
        }
        claimant.ifPresent(process -> json.put("claimant", process.toJson()));
        return json.put(
                        "processes",
                        Json.array(processes.stream()
                                .<Json>map(ProcessIdentity::toJson)
                                .toList()))
                .put(
                        "stages",
                        Json.array(stages.stream().map(GuestStatus::stage).toList()))
                .put("measurement", measurement.hex())
                .put("reportId", reportId.hex())
                .put("startedAtMillis", startedAt.toEpochMilli())
                .put("cpuMillis", Math.round(cpuSeconds * 1000))
                .build();
    }

    private static Json stage(Stage stage) {
        return Json.object()
                .put("name", stage.name())
                .put("millis", Math.round(stage.seconds() * 1000))
                .put("cpuMillis", Math.round(stage.cpuSeconds() * 1000))
                .build();
    }

    static GuestStatus fromJson(JsonFields json) throws Malformed {
        Optional<JsonFields> claimant = json.optionalObject("claimant");
        List<ProcessIdentity> processes = new ArrayList<>();
        for (JsonFields process : json.objects("processes")) {
            processes.add(ProcessIdentity.fromJson(process));
        }
        List<Stage> stages = new ArrayList<>();
        for (JsonFields stage : json.objects("stages")) {
            stages.add(
                    new Stage(stage.text("name"), stage.number("millis") / 1000.0, stage.number("cpuMillis") / 1000.0));
            stage.end();
        }
        GuestStatus status = new GuestStatus(
                phase(json),
                claimant.isPresent() ? Optional.of(ProcessIdentity.fromJson(claimant.get())) : Optional.empty(),
                processes,
                stages,
                json.hex("measurement"),
                json.hex("reportId"),
                Instant.ofEpochMilli(json.number("startedAtMillis")),
                json.number("cpuMillis") / 1000.0);
        json.end();
        return status;
    }

    private static Phase phase(JsonFields json) throws Malformed {
        String word = json.text("phase");
        return switch (word) {
            case "starting" -> new Phase.Starting();
            case "running" -> new Phase.Running();
            case "finished" -> new Phase.Finished();
            case "stopped" -> new Phase.Stopped();
            case "failed" -> new Phase.Failed(ReasonJson.read(json.object("reason")));
            default -> throw new Malformed(STRUCTURE, "phase", -1, "unknown phase " + word);
        };
    }
}
