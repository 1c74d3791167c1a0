package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.x509.Certificate;
import dev.cloister.evidence.x509.RevocationList;
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
    private final Kept<Certificate> issuers = new Kept<>(MAX_ISSUERS);
    private final Kept<ChipKey> keys = new Kept<>(MAX_KEYS);
    private final Kept<RevocationList> lists = new Kept<>(MAX_LISTS);

    Verdicts(Memory memory, Signatures signatures) {
        this.memory = memory;
        this.signatures = signatures;
    }

    Signatures signatures() {
        return signatures;
    }

    @Override
    public Optional<Certificate> certificate(Bytes der) {
        Optional<Certificate> issuer = issuers.get(der);
        return issuer.isPresent() ? issuer : key(der).map(ChipKey::certificate);
    }

    Optional<ChipKey> key(Bytes der) {
        return keys.get(der);
    }

    @Override
    public Optional<RevocationList> list(Bytes der) {
        return lists.get(der);
    }

    /// Whether the issuer is named as such and its key made the signature.
    boolean made(ChipKey key, Certificate issuer) {
        Certificate certificate = key.certificate();
        boolean keep = memory == Memory.EVERYTHING;
        return certificate.names(issuer)
                && keys.made(key, certificate.der(), issuer, keep, () -> signatures.made(certificate.signed(), issuer));
    }

    boolean made(Certificate certificate, Certificate issuer) {
        boolean keep = memory != Memory.NOTHING && certificate.mayIssue();
        return certificate.names(issuer)
                && issuers.made(
                        certificate,
                        certificate.der(),
                        issuer,
                        keep,
                        () -> signatures.made(certificate.signed(), issuer));
    }

    boolean made(RevocationList list, Certificate issuer) {
        boolean keep = memory != Memory.NOTHING && list.der().length() <= MAX_LIST_SIZE;
        return list.names(issuer)
                && lists.made(list, list.der(), issuer, keep, () -> signatures.made(list.signed(), issuer));
    }
}
