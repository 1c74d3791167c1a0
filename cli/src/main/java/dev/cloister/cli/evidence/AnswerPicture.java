package dev.cloister.cli.evidence;

import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Objection;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.picture.ChainPicture;
import dev.cloister.picture.ChainPicture.State;
import dev.cloister.picture.ChainPicture.Step;
import dev.cloister.picture.ProofPage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An answer as a drawing: the vendor's chain, and under it what the report claims.
public final class AnswerPicture {
    private final Answer answer;
    private final List<Objection> objections;

    private AnswerPicture(Answer answer) {
        this.answer = answer;
        boolean genuine = answer.verification() instanceof Verified<? extends Evidence>;
        this.objections = genuine ? answer.objections() : List.of();
    }

    public static ChainPicture of(Answer answer, String subject) {
        return new AnswerPicture(answer).picture(subject);
    }

    private ChainPicture picture(String subject) {
        Evidence evidence = answer.question().evidence();
        List<Step> steps = new ArrayList<>(VendorChain.steps(answer.verification(), evidence, "claims"));
        State state = VendorChain.following(steps.getLast().state(), state());
        steps.add(new Step("claims", claimsName(), VendorChain.with(objections, claims(evidence)), state, ""));
        return new ChainPicture(
                subject, said(), answer.emulated(), answer.question().at(), steps);
    }

    private State state() {
        if (objections.isEmpty()) {
            return State.PASSED;
        }
        return objections.stream().allMatch(Unexpected.NoMeasurement.class::isInstance) ? State.OPEN : State.FAILED;
    }

    private ProofPage.Answer said() {
        return switch (answer.word()) {
            case TRUSTED -> ProofPage.Answer.TRUSTED;
            case REJECTED -> ProofPage.Answer.REJECTED;
            case UNDECIDED -> ProofPage.Answer.UNDECIDED;
        };
    }

    private String claimsName() {
        return "under trust policy " + answer.question().policy().name();
    }

    private List<String> claims(Evidence evidence) {
        Reading reading = Reading.of(evidence);
        List<String> lines = new ArrayList<>();
        lines.add((evidence instanceof Evidence.Snp ? "measurement" : reading.measurementName()) + " "
                + reading.measurement().hex());
        lines.add("report data " + reading.reportData().hex()
                + asked(answer.question().expected().reportData()));
        lines.add(reading.hostDataName() + " " + reading.hostData().hex()
                + asked(answer.question().expected().hostData()));
        lines.add(properties(evidence));
        return lines;
    }

    private static String properties(Evidence evidence) {
        return switch (evidence) {
            case Evidence.Snp snp ->
                "VMPL " + snp.report().vmpl() + ", debugging "
                        + allowed(snp.report().policy().debugAllowed())
                        + ", migration " + allowed(snp.report().policy().migrationAllowed()) + ", SEV firmware "
                        + snp.report().currentFirmware();
            case Evidence.Sgx sgx ->
                "debugging " + allowed(sgx.quote().body().attributes().debug()) + ", ISVPRODID "
                        + sgx.quote().body().isvProdId() + ", ISVSVN "
                        + sgx.quote().body().isvSvn() + ", signer "
                        + sgx.quote().body().mrSigner().slice(0, 16) + "…";
            case Evidence.Tdx tdx ->
                "debugging " + allowed(tdx.quote().body().attributes().untrusted()) + ", migration "
                        + allowed(tdx.quote().body().attributes().migratable()) + ", service TD "
                        + (tdx.quote().body().hasServiceTd() ? "bound" : "none");
        };
    }

    private static String allowed(boolean yes) {
        return yes ? "allowed" : "off";
    }

    private static String asked(Optional<?> expected) {
        return expected.isPresent() ? "" : " (any)";
    }
}
