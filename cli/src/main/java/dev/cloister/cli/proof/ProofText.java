package dev.cloister.cli.proof;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import dev.cloister.evidence.Objection;
import dev.cloister.evidence.appraisal.Check;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.evidence.appraisal.Verdict;
import dev.cloister.picture.ProofPage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An answer in the two forms that outlive the terminal: the JSON of `verify --json` and the page `proof.html`.
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

    public static String page(Proof proof, TrustPolicy trust, Proof.Answer answer, List<String> notShown) {
        List<ProofPage.Fact> facts = new ArrayList<>();
        facts.add(new ProofPage.Fact("trust policy", trust.name()));
        facts.add(new ProofPage.Fact("measurement", answer.measurement().hex()));
        proof.policy()
                .measurements()
                .forEach(value -> facts.add(new ProofPage.Fact(
                        "reference value, " + value.source(), value.digest().hex())));
        proof.policy()
                .initData()
                .forEach(value -> facts.add(new ProofPage.Fact(
                        "approved init-data, " + value.source(), value.digest().hex())));
        facts.add(new ProofPage.Fact("init-data", proof.initData()));
        facts.add(new ProofPage.Fact("runtime data", proof.runtimeData()));
        List<String> claims = answer.verdict() instanceof Verdict.Trusted
                ? List.of(
                        "The firmware, kernel and agent that booted are the ones the owner predicted.",
                        "The guest was pinned to the owner's image, broker and policies before it started.",
                        "The key that received the image's key was made inside this guest.")
                : List.of();
        List<String> not = new ArrayList<>(notShown);
        if (answer.emulated()) {
            not.addFirst("EMULATED: memory is not protected from the host, and the chip's key lies on its disk.");
        }
        return new ProofPage(
                        proof.guest(),
                        answered(answer.verdict()),
                        answer.emulated(),
                        proof.at(),
                        claims,
                        facts,
                        answer.checks().stream().map(ProofText::line).toList(),
                        not)
                .html();
    }

    private static ProofPage.Answer answered(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Trusted _ -> ProofPage.Answer.TRUSTED;
            case Verdict.Rejected _ -> ProofPage.Answer.REJECTED;
            case Verdict.Undecided _ -> ProofPage.Answer.UNDECIDED;
        };
    }

    private static ProofPage.Line line(Check check) {
        ProofPage.Outcome outcome = switch (check.outcome()) {
            case PASSED -> ProofPage.Outcome.PASSED;
            case FAILED -> ProofPage.Outcome.FAILED;
            case NOT_ASKED -> ProofPage.Outcome.NOT_ASKED;
        };
        return new ProofPage.Line(
                check.code(), check.title(), check.value(), check.expected(), outcome, check.source());
    }
}
