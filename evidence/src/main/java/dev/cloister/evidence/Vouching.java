package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.snp.ProductLine;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.evidence.x509.Certificate;
import dev.cloister.evidence.x509.RevocationList;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Whether a certificate, a list or a document is a vendor's at all, before any evidence is judged by it: an accepted
/// root signed it, or what the root vouches for did. Dates are not looked at, and what revokes counts as any other: a
/// {@link Verifier} judges both. Safe for use by many threads.
public final class Vouching {
    private static final int MAX_DEPTH = 3;

    private final TrustAnchors anchors;
    private final Verdicts verdicts = new Verdicts(Memory.ISSUERS, Signatures.jdk());
    private final DcapVerdicts verdictsDcap = new DcapVerdicts(Memory.ISSUERS, Signatures.jdk());

    public Vouching(TrustAnchors anchors) {
        this.anchors = anchors;
    }

    /// One certificate in DER; `issuers`, DER too, may stand between it and a root, or be that root.
    public boolean forCertificate(Bytes der, List<Bytes> issuers) {
        return Collected.readable(der)
                .filter(certificate -> vouched(certificate, pool(issuers), 0))
                .isPresent();
    }

    public boolean forList(Bytes der, List<Bytes> issuers) {
        List<Certificate> pool = pool(issuers);
        return Collected.readableList(der)
                .filter(list -> pool.stream()
                        .anyMatch(issuer -> list.names(issuer) && made(list, issuer) && vouched(issuer, pool, 0)))
                .isPresent();
    }

    /// A document of Intel's, JSON as served.
    public boolean forDocument(Bytes json, List<Bytes> issuers) {
        List<Certificate> pool = pool(issuers);
        return Collected.readableDocument(json)
                .filter(document -> pool.stream()
                        .anyMatch(signer -> signer.commonName().equals(IntelCertificates.TCB_SIGNING)
                                && verdictsDcap.made(document, signer)
                                && vouched(signer, pool, 0)))
                .isPresent();
    }

    /// Whether a certificate is for the key that signed the report, as far as it says itself: the chip, unless its id
    /// is masked, and the TCB. The product line if it is.
    public static Optional<ProductLine> lineOf(SnpReport report, Bytes der) {
        Optional<Certificate> certificate = Collected.readable(der);
        if (certificate.isEmpty()
                || !certificate.get().commonName().equals(VekCertificate.commonName(report.signingKey()))) {
            return Optional.empty();
        }
        try {
            VekCertificate vek = VekCertificate.parse(certificate.get(), report.signingKey());
            boolean chip = vek.hwId().isEmpty() || report.isChipIdMasked() || vek.isForChip(report.chipId());
            return chip && vek.isForTcb(report.reportedTcb()) ? Optional.of(vek.line()) : Optional.empty();
        } catch (Malformed unfit) {
            return Optional.empty();
        }
    }

    private List<Certificate> pool(List<Bytes> issuers) {
        List<Certificate> pool = new ArrayList<>();
        issuers.forEach(der -> Collected.readable(der).ifPresent(pool::add));
        pool.addAll(anchors.certificates());
        return pool;
    }

    private boolean vouched(Certificate certificate, List<Certificate> pool, int depth) {
        if (certificate.names(certificate)) {
            return anchors.contains(new RootFingerprint(certificate.keyFingerprint()))
                    && made(certificate, certificate);
        }
        Predicate<Certificate> signed = issuer -> !issuer.equals(certificate)
                && certificate.names(issuer)
                && issuer.mayIssue()
                && made(certificate, issuer)
                && vouched(issuer, pool, depth + 1);
        return depth < MAX_DEPTH && pool.stream().anyMatch(signed);
    }

    private boolean made(Certificate certificate, Certificate issuer) {
        return issuer.publicKey() instanceof RSAPublicKey
                ? verdicts.made(certificate, issuer)
                : verdictsDcap.made(certificate, issuer);
    }

    private boolean made(RevocationList list, Certificate issuer) {
        return issuer.publicKey() instanceof RSAPublicKey
                ? verdicts.made(list, issuer)
                : verdictsDcap.made(list, issuer);
    }
}
