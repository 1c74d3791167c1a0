package dev.cloister.broker.release;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/// A digest that an owner approved, in the owner's words where it is from, and the moment from which it is approved no
/// more, if one was set. Only measurements may have an end: an old boot set goes, an image stays what it is.
public record Approved(Bytes digest, String source, Optional<Instant> until) {
    private static final int MAX_SOURCE = 1024;

    /// A digest without an end.
    static Approved parse(JsonFields in, int length) throws Malformed {
        return parse(in, length, Optional.empty());
    }

    /// A digest that may have a member `until`, such as `2026-12-31T00:00:00Z`.
    static Approved parseEnding(JsonFields in, int length) throws Malformed {
        Optional<String> text = in.optionalText("until");
        return parse(in, length, text.isEmpty() ? Optional.empty() : Optional.of(instant(in, text.get())));
    }

    private static Approved parse(JsonFields in, int length, Optional<Instant> until) throws Malformed {
        Bytes digest = in.hex("digest", length);
        String source = in.text("source");
        if (source.length() > MAX_SOURCE) {
            throw in.bad("source", "has " + source.length() + " characters, at most " + MAX_SOURCE);
        }
        in.end();
        return new Approved(digest, source, until);
    }

    private static Instant instant(JsonFields in, String text) throws Malformed {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw in.bad("until", "must be a time such as 2026-12-31T00:00:00Z");
        }
    }

    /// Its end excluded.
    boolean holds(Instant at) {
        return until.isEmpty() || at.isBefore(until.get());
    }

    Json toJson() {
        var json = Json.object().put("digest", digest.hex()).put("source", source);
        until.ifPresent(end -> json.put("until", end.toString()));
        return json.build();
    }
}
