package dev.cloister.evidence;

import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.snp.SigningKey;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.evidence.x509.Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Answers whether a hardware statement is genuine. Reads no clock: the time is an input, so that archived
/// evidence can be judged as of its day. Safe for use by many threads.
public final class Verifier {
    /// Certificates of one key that are tried; more than one is there only if they differ in their dates.
    private static final int MAX_TRIED = 8;

    private static final String FIT = "as AMD 57230 describes it";

    private final TrustAnchors anchors;
    private final Revocation revocation;

    /// A verifier that says yes only with a fresh revocation list.
    public Verifier(TrustAnchors anchors) {
        this(anchors, Revocation.REQUIRED);
    }

    public Verifier(TrustAnchors anchors, Revocation revocation) {
        this.anchors = anchors;
        this.revocation = revocation;
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
        Collected collected = Collected.from(endorsements, evidence, anchors);
        List<Verification<Evidence.Snp>> outcomes = new ArrayList<>();
        for (Certificate candidate : candidates(report, collected)) { // 2
            outcomes.add(argue(evidence, candidate, collected, at));
        }
        return best(outcomes, report.signingKey(), collected);
    }

    /// Steps 2 to 8 for one certificate.
    private Verification<Evidence.Snp> argue(
            Evidence.Snp evidence, Certificate candidate, Collected collected, Instant at) {
        VekCertificate vek;
        try {
            vek = VekCertificate.parse(candidate, evidence.report().signingKey()); // 2
        } catch (Malformed e) {
            return new Verification.Refused<>(
                    List.of(new Flaw.UnfitCertificate(candidate.commonName(), e.field(), FIT, e.problem())));
        }
        SnpArgument argument = new SnpArgument(evidence.report(), vek, collected, anchors, at);
        argument.signature(); // 3
        argument.sameChipAndTcb(); // 4
        argument.chain(); // 5
        argument.anchored(); // 6
        argument.sameProduct(); // 6
        argument.dates(); // 7
        argument.revocation(revocation); // 8
        return argument.outcome(evidence);
    }

    /// Certificates that bear the key's name; those for this chip and TCB first.
    private static List<Certificate> candidates(SnpReport report, Collected collected) {
        SigningKey kind = report.signingKey();
        return collected.named(VekCertificate.commonName(kind)).stream()
                .distinct()
                .sorted(Comparator.comparingInt(certificate -> mismatches(report, certificate, kind)))
                .limit(MAX_TRIED)
                .toList();
    }

    private static int mismatches(SnpReport report, Certificate certificate, SigningKey kind) {
        try {
            VekCertificate vek = VekCertificate.parse(certificate, kind);
            boolean chip = kind == SigningKey.VLEK || report.isChipIdMasked() || vek.isForChip(report.chipId());
            return (chip ? 0 : 2) + (vek.isForTcb(report.reportedTcb()) ? 0 : 1);
        } catch (Malformed e) {
            return Integer.MAX_VALUE;
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

    private static int rank(Verification<Evidence.Snp> outcome) {
        return switch (outcome) {
            case Verification.Verified<Evidence.Snp> yes -> 0;
            case Verification.Unsettled<Evidence.Snp> open -> 1;
            case Verification.Refused<Evidence.Snp> no -> 2;
        };
    }
}
