package dev.cloister.evidence.appraisal;

import dev.cloister.evidence.ChainLink;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Flaw;
import dev.cloister.evidence.Gap;
import dev.cloister.evidence.Verification;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.snp.SnpReport;
import java.util.List;

/// The verifier's steps as lines for people.
final class GenuineChecks {
    private GenuineChecks() {}

    /// One step: its line, the flaws and gaps that break it.
    private enum Step implements StepLine.Step {
        SIGNATURE("bad-signature", "signed by the chip's key", "SIGNATURE"),
        CERTIFICATE("unfit-certificate", "the key's certificate is fit", "certificate"),
        CHIP("chip-mismatch", "certificate is for this chip", "CHIP_ID"),
        TCB("tcb-mismatch", "certificate is for this firmware", "REPORTED_TCB"),
        CHAIN("broken-chain", "certificates chain to a root", "certificate chain"),
        PRODUCT("wrong-product", "chip and root are of one product line", "CPUID"),
        ANCHOR("unknown-root", "the root is named as trusted", "certificate chain"),
        DATES("expired", "all certificates are valid at the time", "validity"),
        REVOCATION("revoked", "the issuer is not revoked", "revocation list");

        private final StepLine line;

        Step(String code, String title, String source) {
            this.line = new StepLine(code, title, source);
        }

        @Override
        public boolean isBrokenBy(Flaw flaw) {
            return this == stepOf(flaw);
        }

        @Override
        public boolean isLeftOpenBy(Flaw flaw) {
            return leavesOpen(flaw, this);
        }

        @Override
        public boolean isLeftOpenBy(Gap gap) {
            return leavesOpen(gap, this);
        }

        @Override
        public String found(Verified<? extends Evidence> verified) {
            return GenuineChecks.found(this, verified);
        }
    }

    static List<Check> of(Evidence evidence, Verification<? extends Evidence> verification) {
        return switch (evidence) {
            case Evidence.Snp snp -> of(verification);
            case Evidence.Dcap dcap -> QuoteChecklist.of(dcap, verification);
        };
    }

    private static List<Check> of(Verification<? extends Evidence> verification) {
        return List.of(Step.values()).stream()
                .map(step -> step.line.check(step, verification))
                .toList();
    }

    private static boolean leavesOpen(Gap gap, Step step) {
        return switch (gap) {
            case Gap.NoCertificate g -> true;
            case Gap.OutOfReach g -> true;
            case Gap.NotFetched g -> false; // says why another one is there
            case Gap.NoRevocationList g -> step == Step.REVOCATION;
            case Gap.StaleRevocationList g -> step == Step.REVOCATION;
            case Gap.LaterRevocationList g -> step == Step.REVOCATION;
            case Gap.NoCollateral g -> step == Step.TCB;
            case Gap.StaleCollateral g -> step == Step.TCB;
            case Gap.LaterCollateral g -> step == Step.TCB;
        };
    }

    private static boolean leavesOpen(Flaw flaw, Step step) {
        boolean nothingElseTried = flaw instanceof Flaw.Unsigned || flaw instanceof Flaw.UnfitCertificate;
        return nothingElseTried || flaw instanceof Flaw.BrokenChain && step.compareTo(Step.CHAIN) > 0;
    }

    private static Step stepOf(Flaw flaw) {
        return switch (flaw) {
            case Flaw.Unsigned f -> Step.SIGNATURE;
            case Flaw.BadSignature f -> Step.SIGNATURE;
            case Flaw.BrokenChain f -> Step.CHAIN;
            case Flaw.UnfitCertificate f -> Step.CERTIFICATE;
            case Flaw.UnknownRoot f -> Step.ANCHOR;
            case Flaw.WrongProduct f -> Step.PRODUCT;
            case Flaw.Expired f -> Step.DATES;
            case Flaw.NotYetValid f -> Step.DATES;
            case Flaw.Revoked f -> Step.REVOCATION;
            case Flaw.TcbMismatch f -> Step.TCB;
            case Flaw.ChipMismatch f -> Step.CHIP;
            case Flaw.UnboundKey f -> Step.SIGNATURE;
            case Flaw.BadQeSignature f -> Step.SIGNATURE;
            case Flaw.WrongQuotingEnclave f -> Step.SIGNATURE;
            case Flaw.WrongTdxModule f -> Step.TCB;
            case Flaw.UnsupportedTcb f -> Step.TCB;
            case Flaw.RevokedTcb f -> Step.TCB;
        };
    }

    private static String found(Step step, Verified<? extends Evidence> verified) {
        ChainLink key = verified.chain().getFirst();
        SnpReport report = ((Evidence.Snp) verified.evidence()).report();
        return switch (step) {
            case SIGNATURE -> "yes, by " + report.signingKey();
            case CERTIFICATE -> "yes, " + key.name() + ", SHA-256 " + key.sha256();
            case CHIP -> report.isChipIdMasked() ? "chip id masked" : "yes";
            case TCB -> "yes, " + report.reportedTcb().as(verified.productLine().layout());
            case CHAIN ->
                "yes, "
                        + String.join(
                                ", ",
                                verified.chain().stream().map(ChainLink::name).toList());
            case PRODUCT -> "yes, " + verified.productLine().title();
            case ANCHOR -> "yes, " + verified.rootName() + (verified.emulated() ? ", EMULATED" : "");
            case DATES -> "yes, at " + verified.at();
            case REVOCATION ->
                verified.revocationListMade()
                        .map(made -> "yes, by the list of " + made)
                        .orElse("not checked, as told");
        };
    }
}
