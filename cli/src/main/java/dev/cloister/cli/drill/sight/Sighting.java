package dev.cloister.cli.drill.sight;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;

/// A canary that was seen.
///
/// @param place such as `file PATH` or `environment of process 12 (java)`
/// @param inside the compressed streams that it was in, outermost first, such as `gzip at 12, `; empty for none
/// @param offset in the place, or in the innermost stream: of the first of these
public record Sighting(String canary, Encoding encoding, String place, String inside, long offset) {

    public String sentence() {
        return canary + " as " + encoding + " at byte " + offset + " of " + inside + place;
    }

    public JsonObject toJson() {
        return Json.object()
                .put("canary", canary)
                .put("encoding", encoding.toString())
                .put("place", inside + place)
                .put("offset", offset)
                .build();
    }
}
