package dev.cloister.evidence;

import dev.cloister.evidence.snp.ProductLine;
import dev.cloister.evidence.snp.SigningKey;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.evidence.snp.TcbVersion;
import dev.cloister.evidence.x509.Certificate;
import dev.cloister.evidence.x509.RevocationList;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The steps of {@link Verifier#verify} for one certificate of the signing key: each adds what speaks against
/// the report, none stops the others.
final class SnpArgument {
    private final SnpReport report;
    private final ChipKey key;
    private final VekCertificate vek;
    private final Collected collected;
    private final Verdicts verdicts;
    private final TrustAnchors anchors;
    private final Instant at;
    private final ArguedChain argued;
    private Optional<Instant> listMade = Optional.empty();

    SnpArgument(
            SnpReport report, ChipKey key, Collected collected, TrustAnchors anchors, Verdicts verdicts, Instant at) {
        this.report = report;
        this.key = key;
        this.vek = key.vek();
        this.collected = collected;
        this.verdicts = verdicts;
        this.anchors = anchors;
        this.at = at;
        this.argued = new ArguedChain(vek.certificate(), collected.gaps(), at);
    }

    void signature() {
        if (!verdicts.signatures().made(report, key.key())) {
            argued.add(new Flaw.BadSignature("the key of the " + vek.kind() + " certificate"));
        }
    }

    /// A masked chip id is a fact for policies; the signature still ties the report to the certificate's
    /// chip.
    void sameChipAndTcb() {
        boolean chipKnown = vek.kind() == SigningKey.VCEK && !report.isChipIdMasked();
        if (chipKnown && !vek.isForChip(report.chipId())) {
            argued.add(new Flaw.ChipMismatch(report.chipId(), vek.hwId()));
        }
        TcbVersion reported = report.reportedTcb().as(vek.line().layout());
        if (!vek.isForTcb(reported)) {
            argued.add(new Flaw.TcbMismatch(reported, vek.tcb()));
        }
    }

    void chain() {
        argued.issuedBy(signer(
                vek.certificate(),
                by -> verdicts.made(key, by),
                by -> !signers(by).isEmpty()));
        argued.endsIn(
                argued.issuer().flatMap(signed -> signer(signed, by -> verdicts.made(signed, by), this::signsItself)),
                this::signsItself);
    }

    private boolean signsItself(Certificate certificate) {
        return verdicts.made(certificate, certificate);
    }

    private List<Certificate> signers(Certificate certificate) {
        return collected.issuersOf(certificate, at).stream()
                .filter(candidate -> verdicts.made(certificate, candidate))
                .toList();
    }

    /// Who signed the certificate. Of several with the same key the first that is `whole` itself, so that
    /// none stands in the way of another: what a host sends may be forged, what ships here may be old.
    private Optional<Certificate> signer(
            Certificate certificate, Predicate<Certificate> signed, Predicate<Certificate> whole) {
        List<Certificate> candidates = collected.issuersOf(certificate, at);
        String wanted = certificate.issuer().commonName();
        if (candidates.isEmpty()) {
            argued.add(new Gap.NoCertificate(wanted + ", which issued " + certificate.commonName()));
            return Optional.empty();
        }
        List<Certificate> signers = candidates.stream().filter(signed).toList();
        if (signers.isEmpty()) {
            argued.add(new Flaw.BrokenChain(
                    certificate.commonName(),
                    "signed by " + wanted + " (RSASSA-PSS, SHA-384, salt 48)",
                    "it was not signed by " + wanted));
            return Optional.empty();
        }
        Certificate found = signers.stream().filter(whole).findFirst().orElse(signers.getFirst());
        argued.mayIssue(found, certificate);
        return Optional.of(found);
    }

    void anchored() {
        if (!argued.isWhole()) {
            return;
        }
        Certificate root = argued.root().orElseThrow();
        RootFingerprint fingerprint = RootFingerprint.of(root);
        if (!anchors.contains(fingerprint)) {
            argued.add(new Flaw.UnknownRoot(root.commonName(), fingerprint));
        }
        anchors.vendorLine(fingerprint)
                .ifPresent(line -> vendorNames(line, argued.issuer().orElseThrow(), root));
    }

    /// AMD's names: `SEV-Milan` issues VCEKs, `SEV-VLEK-Milan` VLEKs, all for the organisation of the root.
    private void vendorNames(ProductLine line, Certificate issuer, Certificate root) {
        String wanted = (vek.kind() == SigningKey.VLEK ? "SEV-VLEK-" : "SEV-") + line.title();
        if (!issuer.commonName().equals(wanted)) {
            argued.add(new Flaw.BrokenChain(
                    vek.certificate().commonName(), "issued by " + wanted, "it was issued by " + issuer.commonName()));
        }
        if (!vek.certificate().subject().sameOrganisation(root.subject())) {
            argued.add(new Flaw.UnfitCertificate(
                    vek.certificate().commonName(), "subject", "the root's organisation", "is not the vendor's"));
        }
        if (vek.line() != line) {
            argued.add(new Flaw.WrongProduct(vek.line().title(), root.commonName()));
        }
    }

    /// From version 3 on the report names its chip; before, only the certificate does.
    void sameProduct() {
        boolean named = report.version() >= 3;
        if (named && !report.productLine().equals(Optional.of(vek.line()))) {
            argued.add(new Flaw.WrongProduct(
                    report.productLine().map(ProductLine::title).orElse("an unknown chip (" + report.cpuid() + ")"),
                    vek.line().title()));
        }
    }

    void dates() {
        argued.dates();
    }

    /// AMD serves a list under two addresses for each product line, one named in the ARK and ASK, one in the
    /// ASVK. Any list that the root signed counts here, wherever it came from: whichever names the serial
    /// number of the issuer in use, be it ASK or ASVK, revokes it, and one fresh list that does not is
    /// enough.
    void revocation(Revocation revocation) {
        if (!argued.isWhole()) {
            return;
        }
        Certificate root = argued.root().orElseThrow();
        List<RevocationList> signed = collected.lists().stream()
                .filter(list -> verdicts.made(list, root))
                .sorted(Comparator.comparing(RevocationList::thisUpdate))
                .toList();
        argued.revoked(argued.issuer().orElseThrow(), signed).ifPresent(argued::add);
        if (revocation == Revocation.REQUIRED) {
            listMade = argued.clearedBy(root, signed);
        }
    }

    Verification<Evidence.Snp> outcome(Evidence.Snp evidence) {
        return argued.outcome(evidence, new Established.Snp(vek.line(), vek.provider()), listMade);
    }
}
