package dev.cloister.evidence;

import dev.cloister.evidence.snp.ProductLine;
import dev.cloister.evidence.snp.SigningKey;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.evidence.snp.TcbVersion;
import dev.cloister.evidence.x509.Certificate;
import dev.cloister.evidence.x509.RevocationList;
import java.time.Instant;
import java.util.ArrayList;
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
    private final List<Flaw> flaws = new ArrayList<>();
    private final List<Gap> gaps;
    private Optional<Certificate> issuer = Optional.empty();
    private Optional<Certificate> root = Optional.empty();
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
        this.gaps = new ArrayList<>(collected.gaps());
    }

    void signature() {
        if (!verdicts.signatures().made(report, key.key())) {
            flaws.add(new Flaw.BadSignature("the key of the " + vek.kind() + " certificate"));
        }
    }

    /// A masked chip id is a fact for policies; the signature still ties the report to the certificate's
    /// chip.
    void sameChipAndTcb() {
        boolean chipKnown = vek.kind() == SigningKey.VCEK && !report.isChipIdMasked();
        if (chipKnown && !vek.isForChip(report.chipId())) {
            flaws.add(new Flaw.ChipMismatch(report.chipId(), vek.hwId()));
        }
        TcbVersion reported = report.reportedTcb().as(vek.line().layout());
        if (!vek.isForTcb(reported)) {
            flaws.add(new Flaw.TcbMismatch(reported, vek.tcb()));
        }
    }

    void chain() {
        issuer = signer(
                vek.certificate(),
                by -> verdicts.made(key, by),
                by -> !signers(by).isEmpty());
        root = issuer.flatMap(signed -> signer(signed, by -> verdicts.made(signed, by), this::signsItself));
        root.filter(top -> !signsItself(top))
                .ifPresent(top -> flaws.add(new Flaw.BrokenChain(
                        top.commonName(), "a signature by its own key", "a root that did not sign itself")));
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
            gaps.add(new Gap.NoCertificate(wanted + ", which issued " + certificate.commonName()));
            return Optional.empty();
        }
        List<Certificate> signers = candidates.stream().filter(signed).toList();
        if (signers.isEmpty()) {
            flaws.add(new Flaw.BrokenChain(
                    certificate.commonName(),
                    "signed by " + wanted + " (RSASSA-PSS, SHA-384, salt 48)",
                    "it was not signed by " + wanted));
            return Optional.empty();
        }
        Certificate found = signers.stream().filter(whole).findFirst().orElse(signers.getFirst());
        if (!found.mayIssue()) {
            flaws.add(new Flaw.BrokenChain(
                    certificate.commonName(),
                    "an issuer whose basic constraints and key usage let it sign certificates",
                    wanted + " may not issue certificates"));
        } else if (found.hasUnknownCritical()) {
            flaws.add(new Flaw.UnfitCertificate(
                    wanted, "extensions", "no critical one that is unknown", "a critical extension is unknown"));
        }
        return Optional.of(found);
    }

    void anchored() {
        if (root.isEmpty() || issuer.isEmpty()) {
            return;
        }
        RootFingerprint fingerprint = fingerprint(root.get());
        if (!anchors.contains(fingerprint)) {
            flaws.add(new Flaw.UnknownRoot(root.get().commonName(), fingerprint));
        }
        anchors.vendorLine(fingerprint).ifPresent(line -> vendorNames(line, issuer.get(), root.get()));
    }

    /// AMD's names: `SEV-Milan` issues VCEKs, `SEV-VLEK-Milan` VLEKs, all for the organisation of the root.
    private void vendorNames(ProductLine line, Certificate issuer, Certificate root) {
        String wanted = (vek.kind() == SigningKey.VLEK ? "SEV-VLEK-" : "SEV-") + line.title();
        if (!issuer.commonName().equals(wanted)) {
            flaws.add(new Flaw.BrokenChain(
                    vek.certificate().commonName(), "issued by " + wanted, "it was issued by " + issuer.commonName()));
        }
        if (!vek.certificate().subject().sameOrganisation(root.subject())) {
            flaws.add(new Flaw.UnfitCertificate(
                    vek.certificate().commonName(), "subject", "the root's organisation", "is not the vendor's"));
        }
        if (vek.line() != line) {
            flaws.add(new Flaw.WrongProduct(vek.line().title(), root.commonName()));
        }
    }

    /// From version 3 on the report names its chip; before, only the certificate does.
    void sameProduct() {
        boolean named = report.version() >= 3;
        if (named && !report.productLine().equals(Optional.of(vek.line()))) {
            flaws.add(new Flaw.WrongProduct(
                    report.productLine().map(ProductLine::title).orElse("an unknown chip (" + report.cpuid() + ")"),
                    vek.line().title()));
        }
    }

    void dates() {
        dates(vek.certificate());
        issuer.ifPresent(this::dates);
        root.ifPresent(this::dates);
    }

    private void dates(Certificate certificate) {
        if (at.isAfter(certificate.notAfter())) {
            flaws.add(new Flaw.Expired(certificate.commonName(), certificate.notAfter(), at));
        }
        if (at.isBefore(certificate.notBefore())) {
            flaws.add(new Flaw.NotYetValid(certificate.commonName(), certificate.notBefore(), at));
        }
    }

    /// AMD serves a list under two addresses for each product line, one named in the ARK and ASK, one in the
    /// ASVK. Any list that the root signed counts here, wherever it came from: whichever names the serial
    /// number of the issuer in use, be it ASK or ASVK, revokes it, and one fresh list that does not is
    /// enough.
    ///
    /// A listing counts in a list of any age; only a fresh list that does not name the issuer clears it.
    void revocation(Revocation revocation) {
        if (root.isEmpty() || issuer.isEmpty()) {
            return;
        }
        List<RevocationList> signed = collected.lists().stream()
                .filter(list -> verdicts.made(list, root.get()))
                .sorted(Comparator.comparing(RevocationList::thisUpdate))
                .toList();
        for (RevocationList list : signed) {
            list.revokedAt(issuer.get().serial())
                    .filter(since -> !since.isAfter(at) || !list.thisUpdate().isAfter(at))
                    .ifPresent(since -> addOnce(new Flaw.Revoked(
                            issuer.get().commonName(), issuer.get().serial(), since)));
        }
        if (revocation == Revocation.REQUIRED) {
            listMade = signed.reversed().stream()
                    .filter(list -> list.isFreshAt(at))
                    .map(RevocationList::thisUpdate)
                    .findFirst();
            if (listMade.isEmpty()) {
                gaps.add(Staleness.noFreshList(root.get().commonName(), signed, at));
            }
        }
    }

    private void addOnce(Flaw flaw) {
        if (!flaws.contains(flaw)) {
            flaws.add(flaw);
        }
    }

    /// A flaw outweighs a gap: what is wrong stays wrong when more comes into reach.
    Verification<Evidence.Snp> outcome(Evidence.Snp evidence) {
        if (!flaws.isEmpty()) {
            return new Verification.Refused<>(flaws, gaps, found());
        }
        if (!gaps.isEmpty() || issuer.isEmpty() || root.isEmpty()) {
            return new Verification.Unsettled<>(gaps, found());
        }
        RootFingerprint fingerprint = fingerprint(root.get());
        return new Verification.Verified<>(
                evidence,
                found(),
                fingerprint,
                TrustAnchors.isVendors(fingerprint),
                new Established.Snp(vek.line(), vek.provider()),
                listMade,
                at);
    }

    private List<ChainLink> found() {
        List<ChainLink> links = new ArrayList<>();
        links.add(ChainLink.of(vek.certificate()));
        issuer.ifPresent(certificate -> links.add(ChainLink.of(certificate)));
        root.ifPresent(certificate -> links.add(ChainLink.of(certificate)));
        return links;
    }

    private static RootFingerprint fingerprint(Certificate root) {
        return new RootFingerprint(root.keyFingerprint());
    }
}
