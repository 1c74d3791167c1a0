package dev.cloister.agent.libcrypto;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.protocol.jose.P256;
import java.util.Optional;

/// The channel's curve by libcrypto. A private key lives in native memory and nowhere else.
final class LibcryptoP256 implements P256 {
    private final Curve curve;
    private final LibcryptoSymmetric symmetric;

    LibcryptoP256(Libcrypto lib) {
        this.curve = new Curve(lib);
        this.symmetric = new LibcryptoSymmetric(lib);
    }

    @Override
    public PrivateKey generate() {
        return new Key(curve.generate());
    }

    /// For known answers: the key pair of a given scalar.
    PrivateKey load(Secret scalar, Jwk point) {
        return new Key(curve.load(scalar, point.x(), point.y()));
    }

    @Override
    public boolean verify(Jwk key, byte[] signed, Bytes signature) {
        Optional<Long> loaded = curve.publicKey(key.x(), key.y());
        if (loaded.isEmpty()) {
            return false;
        }
        try {
            return curve.verify(loaded.get(), symmetric.sha256(signed), signature);
        } finally {
            curve.free(loaded.get());
        }
    }

    private final class Key implements PrivateKey {
        private final long pair;
        private final Jwk point;
        private boolean closed;

        private Key(long pair) {
            Bytes xy = curve.point(pair);
            this.pair = pair;
            this.point = new Jwk(xy.slice(0, Curve.FIELD_BYTES), xy.slice(Curve.FIELD_BYTES, 2 * Curve.FIELD_BYTES));
        }

        @Override
        public Jwk publicKey() {
            return point;
        }

        @Override
        public synchronized Secret agree(Jwk other) throws Malformed {
            if (closed) {
                throw new IllegalStateException("a closed key was used");
            }
            Optional<Long> theirs = curve.publicKey(other.x(), other.y());
            if (theirs.isEmpty()) {
                throw new Malformed("JWK", "", -1, "is not a point of P-256");
            }
            try {
                return curve.agree(pair, theirs.get());
            } finally {
                curve.free(theirs.get());
            }
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                curve.free(pair);
            }
        }
    }
}
