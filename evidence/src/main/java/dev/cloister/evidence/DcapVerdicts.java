package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.dcap.Collateral;
import dev.cloister.evidence.x509.Certificate;
import dev.cloister.evidence.x509.RevocationList;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// As {@link Verdicts}, for what Intel signs: always by ECDSA on P-256.
final class DcapVerdicts implements Remembered {
    private static final int MAX_ISSUERS = 64;
    private static final int MAX_KEYS = 1024;
    private static final int MAX_LISTS = 32;
    private static final int MAX_DOCUMENTS = 64;
    private static final int MAX_LIST_SIZE = 1 << 16;

    private final Memory memory;
    private final Signatures signatures;
    private final RecentlyUsed<Bytes, Made<Certificate>> issuers = new RecentlyUsed<>(MAX_ISSUERS);
    private final RecentlyUsed<Bytes, Made<PckKey>> keys = new RecentlyUsed<>(MAX_KEYS);
    private final RecentlyUsed<Bytes, Made<RevocationList>> lists = new RecentlyUsed<>(MAX_LISTS);
    private final RecentlyUsed<Bytes, Made<Collateral>> documents = new RecentlyUsed<>(MAX_DOCUMENTS);

    DcapVerdicts(Memory memory, Signatures signatures) {
        this.memory = memory;
        this.signatures = signatures;
    }

    /// What was read from some bytes, and whose key signed them, by its fingerprint.
    private record Made<T>(T content, Bytes by) {}

    Signatures signatures() {
        return signatures;
    }

    @Override
    public Optional<Certificate> certificate(Bytes der) {
        Optional<Certificate> issuer = issuers.get(der).map(Made::content);
        return issuer.isPresent() ? issuer : key(der).map(PckKey::certificate);
    }

    Optional<PckKey> key(Bytes der) {
        return keys.get(der).map(Made::content);
    }

    @Override
    public Optional<RevocationList> list(Bytes der) {
        return lists.get(der).map(Made::content);
    }

    @Override
    public Optional<Collateral> document(Bytes json) {
        return documents.get(json).map(Made::content);
    }

    /// Whether the issuer is named as such and its key made the signature.
    boolean made(PckKey key, Certificate issuer) {
        Certificate certificate = key.certificate();
        boolean keep = memory == Memory.EVERYTHING;
        return certificate.names(issuer)
                && made(key, certificate.der(), issuer, keep, keys, () -> signed(certificate, issuer));
    }

    /// Certificates that may issue, and the one that signs documents, are few.
    boolean made(Certificate certificate, Certificate issuer) {
        boolean few = certificate.mayIssue() || certificate.commonName().equals(IntelCertificates.TCB_SIGNING);
        boolean keep = memory != Memory.NOTHING && few;
        return certificate.names(issuer)
                && made(certificate, certificate.der(), issuer, keep, issuers, () -> signed(certificate, issuer));
    }

    private boolean signed(Certificate certificate, Certificate issuer) {
        return signatures.madeByP256(certificate.signed(), issuer);
    }

    boolean made(RevocationList list, Certificate issuer) {
        boolean keep = memory != Memory.NOTHING && list.der().length() <= MAX_LIST_SIZE;
        return list.names(issuer)
                && made(list, list.der(), issuer, keep, lists, () -> signatures.madeByP256(list.signed(), issuer));
    }

    boolean made(Collateral document, Certificate signer) {
        boolean keep = memory != Memory.NOTHING;
        return made(
                document,
                document.signed().whole(),
                signer,
                keep,
                documents,
                () -> signatures.madeByP256(
                        document.signed().body(), document.signed().signature(), signer));
    }

    private static <T> boolean made(
            T content,
            Bytes whole,
            Certificate issuer,
            boolean keep,
            RecentlyUsed<Bytes, Made<T>> kept,
            BooleanSupplier asked) {
        Bytes by = issuer.keyFingerprint();
        if (keep && kept.get(whole).filter(made -> made.by.equals(by)).isPresent()) {
            return true;
        }
        boolean good = asked.getAsBoolean();
        if (good && keep) {
            kept.put(whole, new Made<>(content, by));
        }
        return good;
    }
}
