package dev.cloister.evidence;

import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.snp.SigningKey;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.evidence.x509.Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Answers whether a hardware statement is genuine. Reads no clock: the time is an input, so that archived
/// evidence can be judged as of its day. Safe for use by many threads.
public final class Verifier {
    /// Certificates of one key that are tried; more than one is there only if they differ in their dates.
    private static final int MAX_TRIED = 8;

    private static final String FIT = "as AMD 57230 describes it";

    private final TrustAnchors anchors;
    private final Revocation revocation;
    private final Signatures signatures;
    private final Memory memory;
    private final TcbCheck tcb;
    private final Verdicts kept;
    private final DcapVerdicts keptDcap;

    /// A verifier that says yes only with a fresh revocation list.
    public Verifier(TrustAnchors anchors) {
        this(anchors, Revocation.REQUIRED);
    }

    public Verifier(TrustAnchors anchors, Revocation revocation) {
        this(anchors, revocation, Signatures.jdk());
    }

    /// One that remembers every good signature of certificates and lists.
    public Verifier(TrustAnchors anchors, Revocation revocation, Signatures signatures) {
        this(anchors, revocation, signatures, Memory.EVERYTHING);
    }

    public Verifier(TrustAnchors anchors, Revocation revocation, Signatures signatures, Memory memory) {
        this(
                anchors,
                revocation,
                signatures,
                memory,
                TcbCheck.REQUIRED,
                new Verdicts(memory, signatures),
                new DcapVerdicts(memory, signatures));
    }

    private Verifier(
            TrustAnchors anchors,
            Revocation revocation,
            Signatures signatures,
            Memory memory,
            TcbCheck tcb,
            Verdicts kept,
            DcapVerdicts keptDcap) {
        this.anchors = anchors;
        this.revocation = revocation;
        this.signatures = signatures;
        this.memory = memory;
        this.tcb = tcb;
        this.kept = kept;
        this.keptDcap = keptDcap;
    }

    /// The same with other anchors, and with the same memory: what a key signed depends on no anchor.
    public Verifier with(TrustAnchors others) {
        return new Verifier(others, revocation, signatures, memory, tcb, kept, keptDcap);
    }

    /// The same with another demand on Intel's documents.
    public Verifier with(TcbCheck other) {
        return new Verifier(anchors, revocation, signatures, memory, other, kept, keptDcap);
    }

    /// The argument that goes with the evidence, which is not known to be of one kind.
    public Verification<? extends Evidence> verify(Evidence evidence, Endorsements endorsements, Instant at) {
        return switch (evidence) {
            case Evidence.Snp snp -> verify(snp, endorsements, at);
            case Evidence.Sgx sgx -> verify(sgx, endorsements, at);
            case Evidence.Tdx tdx -> verify(tdx, endorsements, at);
        };
    }

    /// The argument for the quote of an enclave (Intel "SGX ECDSA Quote Library Reference" and Intel's quote
    /// verification library). It is genuine if
    ///
    /// 1. the attestation key in the quote signed header and body, as received,
    /// 2. the quoting enclave's report in the quote is over that key,
    /// 3. the platform's key (PCK) signed that report, and its certificate is at hand and fit for it,
    /// 4. Intel's Processor or Platform CA signed the certificate, and a root that signs itself signed the
    ///    CA's,
    /// 5. that root is an anchor: by its key, as several certificates of it are about,
    /// 6. all three certificates are valid at the time asked for,
    /// 7. revocation lists of root and CA, fresh at that time, name none of the certificates in use,
    /// 8. the quoting enclave is the one of the identity that Intel signed, fresh at that time,
    /// 9. for a TD: its module is one that Intel knows,
    /// 10. the platform reaches a level of the TCB info that Intel signed for its kind, fresh at that time,
    ///     and that level is not revoked. How good it is otherwise, with the open advisories, is a fact for
    ///     policies.
    ///
    /// Every step is made even if another failed. Answers are those of {@link #verify(Evidence.Snp,
    /// Endorsements, Instant)}.
    public Verification<Evidence.Sgx> verify(Evidence.Sgx evidence, Endorsements endorsements, Instant at) {
        return verifyQuote(evidence, endorsements, at);
    }

    /// The same argument for the quote of a trust domain.
    public Verification<Evidence.Tdx> verify(Evidence.Tdx evidence, Endorsements endorsements, Instant at) {
        return verifyQuote(evidence, endorsements, at);
    }

    private <E extends Evidence.Dcap> Verification<E> verifyQuote(E evidence, Endorsements endorsements, Instant at) {
        DcapVerdicts verdicts = memory == Memory.NOTHING ? new DcapVerdicts(Memory.EVERYTHING, signatures) : keptDcap;
        Collected collected = Collected.from(endorsements, evidence, anchors, verdicts);
        DcapArgument.Rules rules = new DcapArgument.Rules(anchors, revocation, tcb);
        return explained(new DcapVerification<>(evidence, collected, verdicts, rules).outcome(at), endorsements);
    }

    /// With the reasons why a source brought less, where something is missing.
    private static <E extends Evidence> Verification<E> explained(Verification<E> outcome, Endorsements endorsements) {
        List<Gap.NotFetched> reasons = endorsements.unreached();
        if (reasons.isEmpty()) {
            return outcome;
        }
        return switch (outcome) {
            case Verification.Unsettled<E> open ->
                new Verification.Unsettled<>(joined(open.gaps(), reasons), open.chain());
            case Verification.Refused<E> no
            when !no.gaps().isEmpty() -> new Verification.Refused<>(no.flaws(), joined(no.gaps(), reasons), no.chain());
            case Verification.Refused<E> no -> no;
            case Verification.Verified<E> yes -> yes;
        };
    }

    private static List<Gap> joined(List<Gap> gaps, List<Gap.NotFetched> reasons) {
        List<Gap> all = new ArrayList<>(gaps);
        all.addAll(reasons);
        return all;
    }

    /// The argument for an SNP report (AMD 56860 and 57230). It is genuine if
    ///
    /// 1. it says that a key signed it, the chip's own (VCEK) or the provider's (VLEK),
    /// 2. a certificate of such a key is at hand and is fit for it: its extensions are whole, its key is on
    ///    P-384,
    /// 3. that key made the signature, over the report's bytes as received,
    /// 4. the certificate is for this chip and for the TCB reported,
    /// 5. an issuer that may issue signed the certificate, and a root that signs itself signed the issuer's,
    /// 6. that root is an anchor, and names and chip are of the anchor's product line,
    /// 7. all three certificates are valid at the time asked for,
    /// 8. a revocation list that the root signed, fresh at that time, does not name the issuer.
    ///
    /// Every step is made even if another failed. One flaw and the answer is {@link Verification.Refused}
    /// with all flaws; no flaw, but something out of reach, and it is {@link Verification.Unsettled}.
    public Verification<Evidence.Snp> verify(Evidence.Snp evidence, Endorsements endorsements, Instant at) {
        SnpReport report = evidence.report();
        if (report.signingKey() == SigningKey.NONE) { // 1
            return new Verification.Refused<>(List.of(new Flaw.Unsigned()));
        }
        Verdicts verdicts = memory == Memory.NOTHING ? new Verdicts(Memory.EVERYTHING, signatures) : kept;
        Collected collected = Collected.from(endorsements, evidence, anchors, verdicts);
        List<Verification<Evidence.Snp>> outcomes = new ArrayList<>();
        for (Candidate candidate : candidates(report, collected, verdicts)) { // 2
            Verification<Evidence.Snp> outcome = switch (candidate) {
                case Fit fit -> argue(evidence, fit.key, collected, verdicts, at);
                case Unfit unfit -> new Verification.Refused<>(List.of(unfit.flaw));
            };
            if (outcome instanceof Verification.Verified<Evidence.Snp>) {
                return outcome;
            }
            outcomes.add(outcome);
        }
        return explained(best(outcomes, report.signingKey(), collected), endorsements);
    }

    /// Steps 3 to 8 for one certificate.
    private Verification<Evidence.Snp> argue(
            Evidence.Snp evidence, ChipKey key, Collected collected, Verdicts verdicts, Instant at) {
        SnpArgument argument = new SnpArgument(evidence.report(), key, collected, anchors, verdicts, at);
        argument.signature(); // 3
        argument.sameChipAndTcb(); // 4
        argument.chain(); // 5
        argument.anchored(); // 6
        argument.sameProduct(); // 6
        argument.dates(); // 7
        argument.revocation(revocation); // 8
        return argument.outcome(evidence);
    }

    /// A certificate that bears the key's name; the fewer `mismatches` the better it fits the report.
    private sealed interface Candidate {
        int mismatches();
    }

    private record Fit(ChipKey key, int mismatches) implements Candidate {}

    private record Unfit(Flaw flaw) implements Candidate {
        @Override
        public int mismatches() {
            return Integer.MAX_VALUE;
        }
    }

    /// Those for this chip and TCB first.
    private static List<Candidate> candidates(SnpReport report, Collected collected, Verdicts verdicts) {
        List<Candidate> candidates = new ArrayList<>();
        for (Certificate certificate : collected.named(VekCertificate.commonName(report.signingKey()))) {
            candidates.add(candidate(report, certificate, verdicts));
        }
        if (candidates.size() > 1) {
            candidates.sort(Comparator.comparingInt(Candidate::mismatches));
        }
        return candidates.size() <= MAX_TRIED ? candidates : candidates.subList(0, MAX_TRIED);
    }

    private static Candidate candidate(SnpReport report, Certificate certificate, Verdicts verdicts) {
        Optional<ChipKey> known = verdicts.key(certificate.der());
        try {
            SigningKey kind = report.signingKey();
            ChipKey key = known.isPresent()
                    ? known.get()
                    : ChipKey.of(VekCertificate.parse(certificate, kind), verdicts.signatures());
            boolean chip = kind == SigningKey.VLEK
                    || report.isChipIdMasked()
                    || key.vek().isForChip(report.chipId());
            return new Fit(key, (chip ? 0 : 2) + (key.vek().isForTcb(report.reportedTcb()) ? 0 : 1));
        } catch (Malformed e) {
            return new Unfit(new Flaw.UnfitCertificate(certificate.commonName(), e.field(), FIT, e.problem()));
        }
    }

    /// A yes if there is one, else an unsettled one, else the refusal of the certificate that fits best.
    private static Verification<Evidence.Snp> best(
            List<Verification<Evidence.Snp>> outcomes, SigningKey kind, Collected collected) {
        return outcomes.stream().min(Comparator.comparingInt(Verifier::rank)).orElseGet(() -> {
            List<Gap> gaps = new ArrayList<>(collected.gaps());
            gaps.add(new Gap.NoCertificate("the " + kind + " that signed the report"));
            return new Verification.Unsettled<>(gaps);
        });
    }

    static int rank(Verification<?> outcome) {
        return switch (outcome) {
            case Verification.Verified<?> yes -> 0;
            case Verification.Unsettled<?> open -> 1;
            case Verification.Refused<?> no -> 2;
        };
    }
}
