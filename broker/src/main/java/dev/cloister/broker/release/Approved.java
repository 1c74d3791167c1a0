package dev.cloister.broker.release;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;

/// A digest that an owner approved, and in the owner's words where it is from.
public record Approved(Bytes digest, String source) {
    private static final int MAX_SOURCE = 1024;

    static Approved parse(JsonFields in, int length) throws Malformed {
        Bytes digest = in.hex("digest", length);
        String source = in.text("source");
        if (source.length() > MAX_SOURCE) {
            throw in.bad("source", "has " + source.length() + " characters, at most " + MAX_SOURCE);
        }
        in.end();
        return new Approved(digest, source);
    }

    Json toJson() {
        return Json.object().put("digest", digest.hex()).put("source", source).build();
    }
}
