package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.dcap.Collateral;
import dev.cloister.evidence.x509.Certificate;
import dev.cloister.evidence.x509.RevocationList;
import java.util.Optional;

/// As {@link Verdicts}, for what Intel signs: always by ECDSA on P-256.
final class DcapVerdicts implements Remembered {
    private static final int MAX_ISSUERS = 64;
    private static final int MAX_KEYS = 1024;
    private static final int MAX_LISTS = 32;
    private static final int MAX_DOCUMENTS = 64;
    private static final int MAX_LIST_SIZE = 1 << 16;

    private final Memory memory;
    private final Signatures signatures;
    private final Kept<Certificate> issuers = new Kept<>(MAX_ISSUERS);
    private final Kept<PckKey> keys = new Kept<>(MAX_KEYS);
    private final Kept<RevocationList> lists = new Kept<>(MAX_LISTS);
    private final Kept<Collateral> documents = new Kept<>(MAX_DOCUMENTS);

    DcapVerdicts(Memory memory, Signatures signatures) {
        this.memory = memory;
        this.signatures = signatures;
    }

    Signatures signatures() {
        return signatures;
    }

    @Override
    public Optional<Certificate> certificate(Bytes der) {
        Optional<Certificate> issuer = issuers.get(der);
        return issuer.isPresent() ? issuer : key(der).map(PckKey::certificate);
    }

    Optional<PckKey> key(Bytes der) {
        return keys.get(der);
    }

    @Override
    public Optional<RevocationList> list(Bytes der) {
        return lists.get(der);
    }

    @Override
    public Optional<Collateral> document(Bytes json) {
        return documents.get(json);
    }

    /// Whether the issuer is named as such and its key made the signature.
    boolean made(PckKey key, Certificate issuer) {
        Certificate certificate = key.certificate();
        boolean keep = memory == Memory.EVERYTHING;
        return certificate.names(issuer)
                && keys.made(key, certificate.der(), issuer, keep, () -> signed(certificate, issuer));
    }

    /// Certificates that may issue, and the one that signs documents, are few.
    boolean made(Certificate certificate, Certificate issuer) {
        if (certificate.equals(issuer) && IntelCertificates.isShippedRoot(certificate)) {
            return true;
        }
        boolean few = certificate.mayIssue() || certificate.commonName().equals(IntelCertificates.TCB_SIGNING);
        boolean keep = memory != Memory.NOTHING && few;
        return certificate.names(issuer)
                && issuers.made(certificate, certificate.der(), issuer, keep, () -> signed(certificate, issuer));
    }

    private boolean signed(Certificate certificate, Certificate issuer) {
        return signatures.madeByP256(certificate.signed(), issuer);
    }

    boolean made(RevocationList list, Certificate issuer) {
        boolean keep = memory != Memory.NOTHING && list.der().length() <= MAX_LIST_SIZE;
        return list.names(issuer)
                && lists.made(list, list.der(), issuer, keep, () -> signatures.madeByP256(list.signed(), issuer));
    }

    boolean made(Collateral document, Certificate signer) {
        boolean keep = memory != Memory.NOTHING;
        return documents.made(
                document,
                document.signed().whole(),
                signer,
                keep,
                () -> signatures.madeByP256(
                        document.signed().body(), document.signed().signature(), signer));
    }
}
