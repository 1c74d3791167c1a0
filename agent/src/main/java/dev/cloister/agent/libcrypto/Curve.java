package dev.cloister.agent.libcrypto;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Secret;
import java.util.Arrays;
import java.util.Optional;

/// P-256 by libcrypto's `EC_KEY` functions: deprecated in OpenSSL 3 and kept there, and each saves a provider
/// fetch. Their arithmetic on this curve is machine code written to run in constant time.
final class Curve {
    /// NID_X9_62_prime256v1.
    private static final long NID = 415;
    /// POINT_CONVERSION_UNCOMPRESSED.
    private static final byte UNCOMPRESSED = 4;

    static final int FIELD_BYTES = 32;
    private static final int POINT_BYTES = 1 + 2 * FIELD_BYTES;

    /// SEC 2, 2.4.2.
    private static final byte[] ORDER = Bytes.hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")
            .array();

    private final Libcrypto lib;

    Curve(Libcrypto lib) {
        this.lib = lib;
    }

    /// A fresh key pair as an `EC_KEY`; its owner ends it with {@link #free}.
    long generate() {
        long key = lib.make("EC_KEY_new_by_curve_name", NID, 0, 0, 0);
        if (!lib.succeeds("EC_KEY_generate_key", key, 0, 0, 0, 0, 0)) {
            free(key);
            throw new IllegalStateException("EC_KEY_generate_key failed");
        }
        return key;
    }

    /// A key pair from a private scalar of 32 bytes and its point.
    long load(Secret scalar, Bytes x, Bytes y) {
        Optional<Long> key = publicKey(x, y);
        if (key.isEmpty() || scalar.length() != FIELD_BYTES) {
            throw new IllegalArgumentException("not a key pair of P-256");
        }
        boolean fits;
        try (Scratch scratch = new Scratch(FIELD_BYTES)) {
            fits = scalar.use(bytes ->
                            lib.callInt("EC_KEY_oct2priv", key.get(), scratch.put(bytes), FIELD_BYTES, 0, 0, 0))
                    == 1;
        }
        if (!fits || !lib.succeeds("EC_KEY_check_key", key.get(), 0, 0, 0, 0, 0)) {
            free(key.get());
            throw new IllegalArgumentException("not a key pair of P-256");
        }
        return key.get();
    }

    /// Frees an `EC_KEY`; libcrypto wipes the private scalar.
    void free(long key) {
        lib.run("EC_KEY_free", key, 0);
    }

    /// x ‖ y of the key's point, 64 bytes.
    Bytes point(long key) {
        long group = lib.make("EC_KEY_get0_group", key, 0, 0, 0);
        long point = lib.make("EC_KEY_get0_public_key", key, 0, 0, 0);
        try (Scratch scratch = new Scratch(POINT_BYTES)) {
            long out = scratch.reserve(POINT_BYTES);
            if (lib.call("EC_POINT_point2oct", group, point, UNCOMPRESSED, out, POINT_BYTES, 0) != POINT_BYTES) {
                throw new IllegalStateException("EC_POINT_point2oct failed");
            }
            return Bytes.of(scratch.get(out, POINT_BYTES), 1, POINT_BYTES);
        }
    }

    /// An `EC_KEY` of a point from outside, or empty unless it is a point of the curve and of its group.
    Optional<Long> publicKey(Bytes x, Bytes y) {
        if (x.length() != FIELD_BYTES || y.length() != FIELD_BYTES) {
            return Optional.empty();
        }
        long key = lib.make("EC_KEY_new_by_curve_name", NID, 0, 0, 0);
        try (Scratch scratch = new Scratch(POINT_BYTES)) {
            Bytes point = Bytes.of(new byte[] {UNCOMPRESSED}).concat(x).concat(y);
            long octets = scratch.put(point.array());
            if (lib.succeeds("EC_KEY_oct2key", key, octets, POINT_BYTES, 0, 0, 0)
                    && lib.succeeds("EC_KEY_check_key", key, 0, 0, 0, 0, 0)) {
                return Optional.of(key);
            }
        }
        free(key);
        lib.run("ERR_clear_error", 0, 0);
        return Optional.empty();
    }

    /// The x coordinate that the private key `mine` shares with the point of `theirs`.
    Secret agree(long mine, long theirs) {
        long point = lib.make("EC_KEY_get0_public_key", theirs, 0, 0, 0);
        try (Scratch scratch = new Scratch(FIELD_BYTES)) {
            long out = scratch.reserve(FIELD_BYTES);
            if (lib.callInt("ECDH_compute_key", out, FIELD_BYTES, point, mine, 0, 0) != FIELD_BYTES) {
                throw new IllegalStateException("ECDH_compute_key failed");
            }
            return Secret.of(scratch.get(out, FIELD_BYTES));
        }
    }

    /// ECDSA over a SHA-256 digest; the signature is r ‖ s, each of 32 bytes and within 1 to n - 1.
    boolean verify(long key, Bytes digest, Bytes signature) {
        if (signature.length() != 2 * FIELD_BYTES || digest.length() != 32) {
            return false;
        }
        byte[] r = signature.slice(0, FIELD_BYTES).array();
        byte[] s = signature.slice(FIELD_BYTES, 2 * FIELD_BYTES).array();
        if (!inRange(r) || !inRange(s)) {
            return false;
        }
        long pair = lib.make("ECDSA_SIG_new", 0, 0, 0, 0);
        try (Scratch scratch = new Scratch(3 * FIELD_BYTES)) {
            long rNumber = lib.make("BN_bin2bn", scratch.put(r), FIELD_BYTES, 0, 0);
            long sNumber = lib.make("BN_bin2bn", scratch.put(s), FIELD_BYTES, 0, 0);
            lib.must("ECDSA_SIG_set0", pair, rNumber, sNumber, 0, 0, 0);
            return lib.succeeds("ECDSA_do_verify", scratch.put(digest.array()), 32, pair, key, 0, 0);
        } finally {
            lib.run("ECDSA_SIG_free", pair, 0);
            lib.run("ERR_clear_error", 0, 0);
        }
    }

    private static boolean inRange(byte[] number) {
        int any = 0;
        for (byte b : number) {
            any |= b;
        }
        return any != 0 && Arrays.compareUnsigned(number, ORDER) < 0;
    }
}
