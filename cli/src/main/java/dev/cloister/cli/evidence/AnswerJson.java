package dev.cloister.cli.evidence;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.EvidenceFormat;
import dev.cloister.evidence.Objection;
import java.util.List;
import java.util.Locale;

/// An answer for programs: `docs/evidence-verification.schema.json` is its form.
public final class AnswerJson {
    private static final String UNCHECKED = "unchecked";

    private AnswerJson() {}

    public static JsonObject of(Answer answer) {
        return object(
                answer.word().name().toLowerCase(Locale.ROOT),
                answer.question().file().format(),
                List.of(answer.signature(), answer.chain(), answer.tcb()),
                answer.objections(),
                Claims.of(answer));
    }

    /// Of what is no evidence.
    public static JsonObject of(EvidenceFormat format, Malformed malformed) {
        return object(
                "malformed",
                format,
                List.of(UNCHECKED, UNCHECKED, UNCHECKED),
                List.of(new Unexpected.NotReadable(malformed)),
                Json.object().build());
    }

    private static JsonObject object(
            String verdict,
            EvidenceFormat format,
            List<String> parts,
            List<? extends Objection> objections,
            JsonObject claims) {
        return Json.object()
                .put("verdict", verdict)
                .put("format", format.word())
                .put("signature", parts.get(0))
                .put("chain", parts.get(1))
                .put("tcb", parts.get(2))
                .put(
                        "findings",
                        Json.array(objections.stream().map(Objection::toJson).toList()))
                .put("claims", claims)
                .build();
    }
}
