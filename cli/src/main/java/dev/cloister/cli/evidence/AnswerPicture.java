package dev.cloister.cli.evidence;

import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Objection;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.snp.SnpReport;
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
        boolean genuine = answer.verification() instanceof Verified<Evidence.Snp>;
        this.objections = genuine ? answer.objections() : List.of();
    }

    public static ChainPicture of(Answer answer, String subject) {
        return new AnswerPicture(answer).picture(subject);
    }

    private ChainPicture picture(String subject) {
        SnpReport report = answer.question().evidence().report();
        List<Step> steps = new ArrayList<>(VendorChain.steps(answer.verification(), report, "claims"));
        State state = VendorChain.following(steps.getLast().state(), state());
        steps.add(new Step("claims", claimsName(), VendorChain.with(objections, claims(report)), state, ""));
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

    private List<String> claims(SnpReport report) {
        List<String> lines = new ArrayList<>();
        lines.add("measurement " + report.measurement().hex());
        lines.add("report data " + report.reportData().hex()
                + asked(answer.question().expected().reportData()));
        lines.add("host data " + report.hostData().hex()
                + asked(answer.question().expected().hostData()));
        lines.add("VMPL " + report.vmpl() + ", debugging " + (report.policy().debugAllowed() ? "allowed" : "off")
                + ", migration " + (report.policy().migrationAllowed() ? "allowed" : "off") + ", SEV firmware "
                + report.currentFirmware());
        return lines;
    }

    private static String asked(Optional<?> expected) {
        return expected.isPresent() ? "" : " (any)";
    }
}
