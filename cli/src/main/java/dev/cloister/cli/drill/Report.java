package dev.cloister.cli.drill;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import java.util.List;

/// What a drill found.
///
/// @param control whether the runs without an attack, before and after, got their secret and answered
public record Report(List<Result> results, boolean control) {
    public Report {
        results = List.copyOf(results);
    }

    /// Nothing else is a drill that was passed.
    public boolean asDocumented() {
        return control && !results.isEmpty() && results.stream().allMatch(Result::asDocumented);
    }

    public JsonObject toJson() {
        return Json.object()
                .put("attacks", Json.array(results.stream().map(Result::toJson).toList()))
                .put("control", control ? "ok" : "failed")
                .build();
    }
}
