package dev.cloister.vectors;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.JsonText;
import dev.cloister.bytes.Malformed;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One entry of a catalogue. `verdict` is empty where the catalogue expects nothing in words; `steps` are the
/// steps of the verdict and how each ends; `collateral` is empty where the entry does not say what goes with
/// it. `whole` is the entry as it stands there.
public record CatalogEntry(
        String id,
        List<Listed> files,
        Optional<String> verdict,
        String reason,
        Map<String, String> steps,
        Optional<List<String>> collateral,
        Optional<Instant> at,
        Optional<JsonObject> facts,
        JsonObject whole) {

    /// A file of the entry: path in the catalogue's folder, and what it should be.
    public record Listed(String name, String role, Bytes sha256, long size) {
        /// Behind the last slash.
        public String plainName() {
            return name.substring(name.lastIndexOf('/') + 1);
        }
    }

    public CatalogEntry {
        files = List.copyOf(files);
        collateral = collateral.map(List::copyOf);
    }

    static CatalogEntry read(JsonFields in) throws Malformed {
        List<Listed> files = new ArrayList<>();
        for (JsonFields file : in.objects("files")) {
            files.add(new Listed(
                    file.text("name"),
                    file.optionalText("role").orElse(""),
                    file.hex("sha256", 32),
                    file.number("size")));
        }
        Optional<JsonFields> expected = in.optionalObject("expected");
        Optional<String> verdict = Optional.empty();
        String reason = "";
        Map<String, String> steps = new LinkedHashMap<>();
        if (expected.isPresent()) {
            verdict = Optional.of(expected.get().text("verdict"));
            reason = expected.get().optionalText("reason").orElse("");
            Optional<JsonFields> listed = expected.get().optionalObject("steps");
            if (listed.isPresent()) {
                for (String step : listed.get().names()) {
                    steps.put(step, listed.get().text(step));
                }
            }
        }
        return new CatalogEntry(
                in.text("id"),
                files,
                verdict,
                reason,
                steps,
                texts(in, "collateral"),
                instant(in, "verification_time"),
                in.optionalObject("facts").map(JsonFields::whole),
                in.whole());
    }

    private static Optional<List<String>> texts(JsonFields in, String name) throws Malformed {
        return in.optionalValue(name).isEmpty() ? Optional.empty() : Optional.of(in.texts(name));
    }

    private static Optional<Instant> instant(JsonFields in, String name) throws Malformed {
        Optional<String> text = in.optionalText(name);
        try {
            return text.map(Instant::parse);
        } catch (DateTimeException e) {
            throw in.bad(name, "must be a time in UTC, is " + text);
        }
    }

    /// A member of the entry that is a text.
    public Optional<String> text(String member) {
        Json value = whole.members().get(member);
        return value instanceof JsonText text ? Optional.of(text.value()) : Optional.empty();
    }
}
