package dev.cloister.evidence.ratls;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// A hash with its algorithm, as `hash-entry` of RFC 9393 writes it: an array of the algorithm's number and the
/// digest.
public record KeyHash(Algorithm algorithm, Bytes digest) {
    /// Numbers of IANA's "Named Information Hash Algorithm Registry", those that every verifier must know.
    public enum Algorithm {
        SHA_256(1, "SHA-256", 32),
        SHA_384(7, "SHA-384", 48),
        SHA_512(8, "SHA-512", 64);

        private final long number;
        private final String title;
        private final int size;

        Algorithm(long number, String title, int size) {
            this.number = number;
            this.title = title;
            this.size = size;
        }

        public String title() {
            return title;
        }

        Bytes of(Bytes content) {
            try {
                return Bytes.of(MessageDigest.getInstance(title).digest(content.array()));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has " + title, e);
            }
        }
    }

    public KeyHash {
        if (digest.length() != algorithm.size) {
            throw new IllegalArgumentException(algorithm.title + " has " + algorithm.size + " bytes");
        }
    }

    static KeyHash parse(Bytes encoded) throws Malformed {
        Cbor in = Cbor.of("Claims.pubkey-hash", encoded);
        in.array("", 2);
        Algorithm algorithm = algorithm(in, in.unsigned("hash-alg-id"));
        Bytes digest = in.bytes("hash-value");
        if (digest.length() != algorithm.size) {
            throw in.bad(
                    "hash-value",
                    "must have " + algorithm.size + " bytes for " + algorithm.title + ", has " + digest.length());
        }
        in.end();
        return new KeyHash(algorithm, digest);
    }

    private static Algorithm algorithm(Cbor in, long number) throws Malformed {
        for (Algorithm algorithm : Algorithm.values()) {
            if (algorithm.number == number) {
                return algorithm;
            }
        }
        throw in.bad(
                "hash-alg-id", "must be 1 (SHA-256), 7 (SHA-384) or 8 (SHA-512), is " + Long.toUnsignedString(number));
    }

    /// Whether the digest is of these bytes.
    boolean isOf(Bytes content) {
        return algorithm.of(content).sameAs(digest);
    }
}
