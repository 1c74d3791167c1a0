package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.x509.Certificate;

/// Names a vendor's root key: SHA-256 of the root certificate's SubjectPublicKeyInfo. Text form `sha256:<64
/// hex>`.
public record RootFingerprint(Bytes sha256) implements Comparable<RootFingerprint> {
    private static final String PREFIX = "sha256:";
    private static final int SIZE = 32;

    public RootFingerprint {
        if (sha256.length() != SIZE) {
            throw new IllegalArgumentException("a fingerprint has 32 bytes, not " + sha256.length());
        }
    }

    static RootFingerprint of(Certificate root) {
        return new RootFingerprint(root.keyFingerprint());
    }

    /// `structure` and `field` are the names used in errors.
    public static RootFingerprint parse(String structure, String field, String text) throws Malformed {
        if (!text.startsWith(PREFIX)) {
            throw new Malformed(structure, field, -1, "a root fingerprint starts with " + PREFIX);
        }
        Bytes digest = Bytes.parseHex(structure, field, text.substring(PREFIX.length()));
        if (digest.length() != SIZE) {
            throw new Malformed(structure, field, -1, "must have 64 hex digits, has " + 2 * digest.length());
        }
        return new RootFingerprint(digest);
    }

    public static RootFingerprint parse(String text) throws Malformed {
        return parse("RootFingerprint", "", text);
    }

    @Override
    public int compareTo(RootFingerprint other) {
        return sha256.compareTo(other.sha256);
    }

    @Override
    public String toString() {
        return PREFIX + sha256.hex();
    }
}
