package dev.cloister.evidence;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonNull;
import dev.cloister.bytes.JsonObject;
import java.util.Optional;

/// What stands between evidence and a yes, in six parts that every reader and every document shows alike: a
/// {@link Flaw} of the statement, a {@link Gap} in what was at hand, or a finding of the appraisal.
public interface Objection {
    /// Stable, kebab-case: for JSON, metrics and documents.
    String code();

    /// For people: lower case, no full stop.
    String sentence();

    /// Where the value stands, in the vendor's words; empty if it is no one field.
    Optional<String> field();

    Optional<String> expected();

    Optional<String> got();

    /// What to do about it, as an instruction: lower case, no full stop.
    String remedy();

    /// All six; `message` is the sentence, and a part that there is not is null.
    default JsonObject toJson() {
        return Json.object()
                .put("code", code())
                .put("message", sentence())
                .put("field", text(field()))
                .put("expected", text(expected()))
                .put("got", text(got()))
                .put("remedy", remedy())
                .build();
    }

    private static Json text(Optional<String> part) {
        return part.<Json>map(Json::text).orElse(JsonNull.NULL);
    }
}
