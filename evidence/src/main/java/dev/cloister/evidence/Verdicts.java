package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.x509.Certificate;
import dev.cloister.evidence.x509.RevocationList;
import dev.cloister.evidence.x509.SignedStructure;
import java.util.Optional;

/// Signatures found good, as far as a {@link Memory} keeps them: over which bytes, by which key. Nothing is
/// kept of what is not good, and of what is good no more than fits. Safe for use by many threads.
final class Verdicts implements Remembered {
    private static final int MAX_ISSUERS = 64;
    private static final int MAX_KEYS = 1024;
    private static final int MAX_LISTS = 16;
    private static final int MAX_LIST_SIZE = 1 << 16;

    private final Memory memory;
    private final Signatures signatures;
    private final RecentlyUsed<Bytes, Made<Certificate>> issuers = new RecentlyUsed<>(MAX_ISSUERS);
    private final RecentlyUsed<Bytes, Made<ChipKey>> keys = new RecentlyUsed<>(MAX_KEYS);
    private final RecentlyUsed<Bytes, Made<RevocationList>> lists = new RecentlyUsed<>(MAX_LISTS);

    Verdicts(Memory memory, Signatures signatures) {
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
        return issuer.isPresent() ? issuer : key(der).map(ChipKey::certificate);
    }

    Optional<ChipKey> key(Bytes der) {
        return keys.get(der).map(Made::content);
    }

    @Override
    public Optional<RevocationList> list(Bytes der) {
        return lists.get(der).map(Made::content);
    }

    /// Whether the issuer is named as such and its key made the signature.
    boolean made(ChipKey key, Certificate issuer) {
        Certificate certificate = key.certificate();
        boolean keep = memory == Memory.EVERYTHING;
        return certificate.names(issuer) && made(key, certificate.der(), certificate.signed(), issuer, keep, keys);
    }

    boolean made(Certificate certificate, Certificate issuer) {
        boolean keep = memory != Memory.NOTHING && certificate.mayIssue();
        return certificate.names(issuer)
                && made(certificate, certificate.der(), certificate.signed(), issuer, keep, issuers);
    }

    boolean made(RevocationList list, Certificate issuer) {
        boolean keep = memory != Memory.NOTHING && list.der().length() <= MAX_LIST_SIZE;
        return list.names(issuer) && made(list, list.der(), list.signed(), issuer, keep, lists);
    }

    private <T> boolean made(
            T content,
            Bytes der,
            SignedStructure signed,
            Certificate issuer,
            boolean keep,
            RecentlyUsed<Bytes, Made<T>> kept) {
        Bytes by = issuer.keyFingerprint();
        if (keep && kept.get(der).filter(made -> made.by.equals(by)).isPresent()) {
            return true;
        }
        boolean good = signatures.made(signed, issuer);
        if (good && keep) {
            kept.put(der, new Made<>(content, by));
        }
        return good;
    }
}
