package dev.cloister.evidence;

import dev.cloister.evidence.x509.Certificate;
import dev.cloister.evidence.x509.RevocationList;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What the arguments for reports and for quotes have in common: a key's certificate with its issuer and root, as
/// far as they were found, and what speaks against them and all else.
final class ArguedChain {
    private final Certificate key;
    private final Instant at;
    private final List<Flaw> flaws = new ArrayList<>();
    private final List<Gap> gaps;
    private Optional<Certificate> issuer = Optional.empty();
    private Optional<Certificate> root = Optional.empty();

    ArguedChain(Certificate key, List<Gap> gaps, Instant at) {
        this.key = key;
        this.at = at;
        this.gaps = new ArrayList<>(gaps);
    }

    void add(Flaw flaw) {
        flaws.add(flaw);
    }

    void addOnce(Flaw flaw) {
        if (!flaws.contains(flaw)) {
            flaws.add(flaw);
        }
    }

    void addAll(List<Flaw> others) {
        flaws.addAll(others);
    }

    void add(Gap gap) {
        gaps.add(gap);
    }

    void issuedBy(Optional<Certificate> found) {
        issuer = found;
    }

    void endsIn(Optional<Certificate> found, Predicate<Certificate> signsItself) {
        root = found;
        root.filter(top -> !signsItself.test(top))
                .ifPresent(top -> add(new Flaw.BrokenChain(
                        top.commonName(), "a signature by its own key", "a root that did not sign itself")));
    }

    Optional<Certificate> issuer() {
        return issuer;
    }

    Optional<Certificate> root() {
        return root;
    }

    boolean isWhole() {
        return issuer.isPresent() && root.isPresent();
    }

    /// `found` signed the certificate: may it?
    void mayIssue(Certificate found, Certificate certificate) {
        if (!found.mayIssue()) {
            add(new Flaw.BrokenChain(
                    certificate.commonName(),
                    "an issuer whose basic constraints and key usage let it sign certificates",
                    found.commonName() + " may not issue certificates"));
        } else if (found.hasUnknownCritical()) {
            add(new Flaw.UnfitCertificate(
                    found.commonName(),
                    "extensions",
                    "no critical one that is unknown",
                    "a critical extension is unknown"));
        }
    }

    void dates() {
        dates(key);
        issuer.ifPresent(this::dates);
        root.ifPresent(this::dates);
    }

    private void dates(Certificate certificate) {
        if (at.isAfter(certificate.notAfter())) {
            add(new Flaw.Expired(certificate.commonName(), certificate.notAfter(), at));
        }
        if (at.isBefore(certificate.notBefore())) {
            add(new Flaw.NotYetValid(certificate.commonName(), certificate.notBefore(), at));
        }
    }

    /// By one of the lists, which one issuer signed. A listing counts in a list of any age.
    Optional<Flaw> revoked(Certificate certificate, List<RevocationList> signed) {
        return signed.stream()
                .<Flaw>mapMulti((list, found) -> list.revokedAt(certificate.serial())
                        .filter(since ->
                                !since.isAfter(at) || !list.thisUpdate().isAfter(at))
                        .ifPresent(since ->
                                found.accept(new Flaw.Revoked(certificate.commonName(), certificate.serial(), since))))
                .findFirst();
    }

    /// When the newest fresh one of the lists was made, all of which `signer` signed: only a fresh list that does
    /// not name a certificate clears it. None is a gap.
    Optional<Instant> clearedBy(Certificate signer, List<RevocationList> signed) {
        Optional<Instant> made = signed.stream()
                .filter(list -> list.isFreshAt(at))
                .map(RevocationList::thisUpdate)
                .max(Comparator.naturalOrder());
        if (made.isEmpty()) {
            add(Staleness.noFreshList(signer.commonName(), signed, at));
        }
        return made;
    }

    /// A flaw outweighs a gap: what is wrong stays wrong when more comes into reach.
    <E extends Evidence> Verification<E> outcome(E evidence, Established established, Optional<Instant> listMade) {
        if (!flaws.isEmpty()) {
            return new Verification.Refused<>(flaws, gaps, found());
        }
        if (!gaps.isEmpty() || !isWhole()) {
            return new Verification.Unsettled<>(gaps, found());
        }
        RootFingerprint fingerprint = RootFingerprint.of(root.orElseThrow());
        return new Verification.Verified<>(
                evidence, found(), fingerprint, TrustAnchors.isVendors(fingerprint), established, listMade, at);
    }

    private List<ChainLink> found() {
        List<ChainLink> links = new ArrayList<>();
        links.add(ChainLink.of(key));
        issuer.ifPresent(certificate -> links.add(ChainLink.of(certificate)));
        root.ifPresent(certificate -> links.add(ChainLink.of(certificate)));
        return links;
    }
}
