package dev.cloister.cli.proof;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import dev.cloister.evidence.Objection;
import dev.cloister.evidence.appraisal.Check;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.evidence.appraisal.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// An answer as the JSON of `verify --json`.
public final class ProofText {
    private ProofText() {}

    public static JsonObject json(Proof proof, TrustPolicy trust, Proof.Answer answer, Optional<Path> folder) {
        JsonObject.Builder out = Json.object()
                .put("verdict", answer.word())
                .put("guest", proof.guest())
                .put("emulated", answer.emulated())
                .put("at", proof.at().toString())
                .put("trustPolicy", trust.name())
                .put("measurement", answer.measurement().hex())
                .put("initData", Digests.sha256(Bytes.utf8(proof.initData())).hex())
                .put(
                        "checks",
                        Json.array(answer.checks().stream().map(Check::toJson).toList()))
                .put("findings", Json.array(findings(answer.verdict())));
        folder.ifPresent(path ->
                out.put("proof", path.resolve("proof.json").toAbsolutePath().toString()));
        return out.build();
    }

    private static List<Json> findings(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Trusted _ -> List.of();
            case Verdict.Rejected rejected ->
                rejected.findings().stream().<Json>map(Objection::toJson).toList();
            case Verdict.Undecided undecided ->
                undecided.gaps().stream().<Json>map(Objection::toJson).toList();
        };
    }
}
