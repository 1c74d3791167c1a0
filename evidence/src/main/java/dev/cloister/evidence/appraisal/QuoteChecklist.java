package dev.cloister.evidence.appraisal;

import dev.cloister.evidence.ChainLink;
import dev.cloister.evidence.Established;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Flaw;
import dev.cloister.evidence.Gap;
import dev.cloister.evidence.Verification;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.dcap.TcbEvaluation;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The verifier's steps for a quote as lines for people.
final class QuoteChecklist {
    private QuoteChecklist() {}

    /// One step: its line, the flaws and gaps that break it.
    private enum Step implements StepLine.Step {
        SIGNATURE("bad-signature", "signed by the attestation key in it", "signature"),
        BINDING("unbound-key", "the quoting enclave vouches for that key", "QE report, REPORTDATA"),
        ENCLAVE_SIGNATURE(
                "bad-qe-signature", "the platform's key vouches for the quoting enclave", "QE report signature"),
        CERTIFICATE("unfit-certificate", "the platform key's certificate is fit", "PCK certificate"),
        CHAIN("broken-chain", "certificates chain to a root", "certificate chain"),
        ANCHOR("unknown-root", "the root is named as trusted", "certificate chain"),
        DATES("expired", "all certificates are valid at the time", "validity"),
        REVOCATION("revoked", "no certificate is revoked", "revocation lists of root and issuer"),
        QUOTING_ENCLAVE("wrong-quoting-enclave", "the quoting enclave is Intel's", "identity of the quoting enclave"),
        MODULE("wrong-tdx-module", "the TDX module is one that Intel knows", "TCB info"),
        TCB("unsupported-tcb", "Intel vouches for the TCB", "TCB info");

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
            return QuoteChecklist.found(this, verified);
        }
    }

    static List<Check> of(Evidence.Dcap evidence, Verification<? extends Evidence> verification) {
        return Arrays.stream(Step.values())
                .filter(step -> step != Step.MODULE || evidence instanceof Evidence.Tdx)
                .map(step -> step.line.check(step, verification))
                .toList();
    }

    /// The quote's own signatures need nothing from outside.
    private static boolean leavesOpen(Gap gap, Step step) {
        return switch (gap) {
            case Gap.NoCertificate g -> step.compareTo(Step.BINDING) > 0;
            case Gap.OutOfReach g -> step.compareTo(Step.BINDING) > 0;
            case Gap.NotFetched g -> false; // says why another one is there
            case Gap.NoRevocationList g -> step == Step.REVOCATION;
            case Gap.StaleRevocationList g -> step == Step.REVOCATION;
            case Gap.LaterRevocationList g -> step == Step.REVOCATION;
            case Gap.NoCollateral g -> step.compareTo(Step.REVOCATION) > 0;
            case Gap.StaleCollateral g -> step.compareTo(Step.REVOCATION) > 0;
            case Gap.LaterCollateral g -> step.compareTo(Step.REVOCATION) > 0;
        };
    }

    private static boolean leavesOpen(Flaw flaw, Step step) {
        boolean laterThanChain = step.compareTo(Step.CHAIN) > 0;
        boolean laterThanEnclave = step.compareTo(Step.QUOTING_ENCLAVE) > 0;
        return flaw instanceof Flaw.UnfitCertificate
                || flaw instanceof Flaw.BrokenChain && laterThanChain
                || flaw instanceof Flaw.WrongQuotingEnclave && laterThanEnclave
                || flaw instanceof Flaw.WrongTdxModule && step == Step.TCB;
    }

    private static Step stepOf(Flaw flaw) {
        return switch (flaw) {
            case Flaw.Unsigned f -> Step.SIGNATURE;
            case Flaw.BadSignature f -> Step.SIGNATURE;
            case Flaw.UnboundKey f -> Step.BINDING;
            case Flaw.BadQeSignature f -> Step.ENCLAVE_SIGNATURE;
            case Flaw.UnfitCertificate f -> Step.CERTIFICATE;
            case Flaw.ChipMismatch f -> Step.CERTIFICATE;
            case Flaw.TcbMismatch f -> Step.CERTIFICATE;
            case Flaw.WrongProduct f -> Step.CERTIFICATE;
            case Flaw.BrokenChain f -> Step.CHAIN;
            case Flaw.UnknownRoot f -> Step.ANCHOR;
            case Flaw.Expired f -> Step.DATES;
            case Flaw.NotYetValid f -> Step.DATES;
            case Flaw.Revoked f -> Step.REVOCATION;
            case Flaw.WrongQuotingEnclave f -> Step.QUOTING_ENCLAVE;
            case Flaw.WrongTdxModule f -> Step.MODULE;
            case Flaw.UnsupportedTcb f -> Step.TCB;
            case Flaw.RevokedTcb f -> Step.TCB;
        };
    }

    private static String found(Step step, Verified<? extends Evidence> verified) {
        ChainLink key = verified.chain().getFirst();
        Optional<TcbEvaluation> tcb = switch (verified.established()) {
            case Established.Dcap dcap -> dcap.tcb();
            case Established.Snp snp -> Optional.empty();
        };
        return switch (step) {
            case SIGNATURE, BINDING, ENCLAVE_SIGNATURE -> "yes";
            case CERTIFICATE -> "yes, serial 0x" + key.serial().toString(16) + ", SHA-256 " + key.sha256();
            case CHAIN ->
                "yes, " + verified.chain().stream().map(ChainLink::name).collect(Collectors.joining(", "));
            case ANCHOR -> "yes, " + verified.rootName() + (verified.emulated() ? ", not the vendor's own" : "");
            case DATES -> "yes, at " + verified.at();
            case REVOCATION ->
                verified.revocationListMade()
                        .map(made -> "yes, by lists of " + made + " or later")
                        .orElse("not checked, as told");
            case QUOTING_ENCLAVE -> judged(tcb, known -> "yes, " + known.quotingEnclave());
            case MODULE ->
                judged(
                        tcb,
                        known -> known.module().map(status -> "yes, " + status).orElse("yes"));
            case TCB ->
                judged(tcb, known -> known.status() + ": " + known.status().meaning());
        };
    }

    private interface Said {
        String of(TcbEvaluation evaluation);
    }

    private static String judged(Optional<TcbEvaluation> tcb, Said said) {
        return tcb.map(said::of).orElse("not checked, as told");
    }
}
