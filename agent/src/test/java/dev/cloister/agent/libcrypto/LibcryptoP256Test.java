package dev.cloister.agent.libcrypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Base64s;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.protocol.jose.JdkP256;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.protocol.jose.P256;
import dev.cloister.protocol.jose.SigningKey;
import org.junit.jupiter.api.Test;

/// Against the known answers of the channel and against the JDK.
class LibcryptoP256Test {
    private static final Bytes ORDER = Bytes.hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

    private final LibcryptoP256 p256 = new LibcryptoP256(Loaded.LIBCRYPTO);
    private final P256 jdk = new JdkP256();

    /// Guest-broker channel 16: keys `tee` and `eph2`, and the Z of point 6.
    @Test
    void theAgreedSecretIsTheKnownAnswer() throws Malformed {
        Jwk tee = jwk("rOy3DyWZGju2zGna07LFolgPlokBDrgF-JENNSyLD-c", "W2G4oFImrmBHkuETU0CjwzVmX5bx3Ho7BlnqhAbbJHc");
        Jwk sender = jwk("FKlX3YtQS6d-H99WH89jQq7XfJWY3MrEe6Wf2qtOcPc", "h46lYP0VFca_C5yQva_fGMWrBK-FxEhzDpYw6Ghbh5o");
        Secret scalar = Secret.of(Digests.sha256(Bytes.utf8("tee")).array());
        try (P256.PrivateKey key = p256.load(scalar, tee);
                Secret shared = key.agree(sender)) {
            assertThat(key.publicKey()).isEqualTo(tee);
            assertThat(shared.<Bytes, RuntimeException>use(Bytes::of))
                    .isEqualTo(Bytes.hex("e7df254b7042afa4de4fc9532d6ce3dbdabb1f52d7875c29d2cd95b8b843f8ba"));
        }
    }

    /// Guest-broker channel 16: the signature over the key set, whose signing input is known by its digest
    /// alone, so at the level of digests.
    @Test
    void aKnownSignatureHolds() throws Malformed {
        Jwk root = jwk("cv6Y3bePcUk69dmRe3jl-wAzF5FrVE3hOB36bT_1enw", "uxNHPBTWg3ZiZM-XWT8IFiwYTin6VhVRPeNVBmLhVDs");
        Bytes digest = Bytes.hex("400d879c6aa490694ba8f68ea3fba1192740e79af7759bcd2dd1258fd3278cdf");
        Bytes signature = Bytes.hex("e8881918341f2c5a970caf13aa7354e3f0ad61716ea3b62d57272aa37081f0be"
                + "87e8652e52d4df1e2ea1e2903b1fd534d2d74abbb5fd1bb2362accb3b5676584");
        Curve curve = new Curve(Loaded.LIBCRYPTO);
        long key = curve.publicKey(root.x(), root.y()).orElseThrow();
        assertThat(curve.verify(key, digest, signature)).isTrue();
        assertThat(curve.verify(key, Digests.sha256(new byte[0]), signature)).isFalse();
        curve.free(key);
    }

    @Test
    void bothImplementationsAgree() throws Malformed {
        for (int i = 0; i < 20; i++) {
            try (P256.PrivateKey mine = p256.generate();
                    P256.PrivateKey theirs = jdk.generate()) {
                assertThat(mine.publicKey().isPoint()).isTrue();
                assertThat(mine.agree(theirs.publicKey())).isEqualTo(theirs.agree(mine.publicKey()));
            }
        }
    }

    @Test
    void keysAreNeverTheSame() {
        try (P256.PrivateKey one = p256.generate();
                P256.PrivateKey other = p256.generate()) {
            assertThat(one.publicKey()).isNotEqualTo(other.publicKey());
        }
    }

    @Test
    void bothImplementationsAcceptWhatTheOtherSideSigned() {
        SigningKey signer = SigningKey.generate();
        for (int length : new int[] {0, 1, 500, 5000}) {
            byte[] text = new byte[length];
            Bytes signature = signer.sign(text);
            assertThat(p256.verify(signer.publicKey(), text, signature)).isTrue();
            assertThat(jdk.verify(signer.publicKey(), text, signature)).isTrue();
            assertThat(p256.verify(SigningKey.generate().publicKey(), text, signature))
                    .isFalse();
        }
    }

    @Test
    void everyFlippedBitOfASignatureIsRefused() {
        SigningKey signer = SigningKey.generate();
        byte[] text = {1, 2, 3};
        byte[] signature = signer.sign(text).array();
        for (int bit = 0; bit < signature.length * 8; bit++) {
            byte[] changed = signature.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(p256.verify(signer.publicKey(), text, Bytes.of(changed))).isFalse();
        }
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        SigningKey signer = SigningKey.generate();
        byte[] text = {1, 2, 3};
        Bytes good = signer.sign(text);
        Bytes r = good.slice(0, 32);
        Bytes s = good.slice(32, 64);
        Bytes zero = Bytes.of(new byte[32]);
        Bytes ones = Bytes.hex("ff".repeat(32));
        for (Bytes bad : new Bytes[] {zero, ORDER, ones}) {
            assertThat(p256.verify(signer.publicKey(), text, bad.concat(s))).isFalse();
            assertThat(p256.verify(signer.publicKey(), text, r.concat(bad))).isFalse();
        }
        for (Bytes bad : new Bytes[] {Bytes.EMPTY, r, good.slice(0, 63), good.concat(zero)}) {
            assertThat(p256.verify(signer.publicKey(), text, bad)).isFalse();
        }
    }

    @Test
    void pointsOffTheCurveAreRefused() {
        Jwk good = SigningKey.generate().publicKey();
        Bytes zero = Bytes.of(new byte[32]);
        Bytes ones = Bytes.hex("ff".repeat(32));
        try (P256.PrivateKey key = p256.generate()) {
            for (Jwk bad : new Jwk[] {
                new Jwk(good.y(), good.x()), new Jwk(zero, zero), new Jwk(ones, ones), new Jwk(good.x(), zero)
            }) {
                assertThatThrownBy(() -> key.agree(bad)).isInstanceOf(Malformed.class);
                assertThat(p256.verify(bad, new byte[0], ORDER.concat(ORDER))).isFalse();
            }
            byte[] y = good.y().array();
            for (int bit = 0; bit < 256; bit++) {
                byte[] changed = y.clone();
                changed[bit / 8] ^= (byte) (1 << bit % 8);
                Jwk bad = new Jwk(good.x(), Bytes.of(changed));
                assertThatThrownBy(() -> key.agree(bad)).isInstanceOf(Malformed.class);
            }
        }
    }

    @Test
    void aClosedKeyIsGone() {
        P256.PrivateKey key = p256.generate();
        key.close();
        key.close();
        assertThatThrownBy(() -> key.agree(key.publicKey())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aScalarThatIsNotThePointsIsOurBug() throws Malformed {
        Jwk tee = jwk("rOy3DyWZGju2zGna07LFolgPlokBDrgF-JENNSyLD-c", "W2G4oFImrmBHkuETU0CjwzVmX5bx3Ho7BlnqhAbbJHc");
        assertThatThrownBy(() -> p256.load(Secret.of(new byte[] {1}), tee))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> p256.load(Secret.of(new byte[32]), tee)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Jwk jwk(String x, String y) throws Malformed {
        return new Jwk(Base64s.decodeUrl("JWK", "x", x), Base64s.decodeUrl("JWK", "y", y));
    }
}
