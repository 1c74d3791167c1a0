package dev.cloister.evidence.appraisal;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;

/// One line of what was checked, for people: `value` is what was found, `expected` what was wanted, `source`
/// where the value comes from. `code` is that of the finding, or of the flaw, that a failure is.
public record Check(String code, String title, String value, String expected, Outcome outcome, String source) {
    /// What became of a check.
    public enum Outcome {
        PASSED,
        /// Wrong, or not established.
        FAILED,
        /// Nothing to pass: the policy takes anything here, or the rule is for another chip or key.
        NOT_ASKED;

        static Outcome passedIf(boolean passed) {
            return passed ? PASSED : FAILED;
        }
    }

    /// Nothing speaks against it: passed, or never asked for.
    public boolean passed() {
        return outcome != Outcome.FAILED;
    }

    public JsonObject toJson() {
        return Json.object()
                .put("code", code)
                .put("title", title)
                .put("value", value)
                .put("expected", expected)
                .put("passed", passed())
                .put("asked", outcome != Outcome.NOT_ASKED)
                .put("source", source)
                .build();
    }
}
