package dev.cloister.agent.libcrypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/// Against published answers and against the JDK.
class LibcryptoSymmetricTest {
    private final LibcryptoSymmetric symmetric = new LibcryptoSymmetric(Loaded.LIBCRYPTO);
    private final Random random = new Random(7);

    @Test
    void digestsAreTheJdks() {
        assertThat(symmetric.sha256(new byte[0])).isEqualTo(Digests.sha256(new byte[0]));
        assertThat(symmetric.sha384(new byte[0])).isEqualTo(Digests.sha384(new byte[0]));
        for (int length : new int[] {1, 55, 56, 64, 111, 112, 127, 128, 5000}) {
            byte[] a = bytes(length);
            assertThat(symmetric.sha256(a)).isEqualTo(Digests.sha256(a));
            assertThat(symmetric.sha384(a)).isEqualTo(Digests.sha384(a));
        }
    }

    /// RFC 4231, test case 2.
    @Test
    void hmacIsTheStandards() {
        Secret key = Secret.of("Jefe".getBytes(StandardCharsets.US_ASCII));
        assertThat(symmetric.hmacSha256(key, "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(Bytes.hex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
    }

    @Test
    void hmacIsTheJdks() throws Exception {
        for (int length : new int[] {0, 1, 300, 9000}) {
            byte[] key = bytes(32);
            byte[] text = bytes(length);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            assertThat(symmetric.hmacSha256(Secret.of(key.clone()), text)).isEqualTo(Bytes.of(mac.doFinal(text)));
        }
    }

    /// RFC 3394, 4.6: 256 bits of key data with a 256-bit wrapping key.
    @Test
    void keyWrapIsTheStandards() {
        Secret wrapping = secret("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
        Secret key = secret("00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f");
        Bytes wrapped = Bytes.hex("28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21");
        assertThat(symmetric.wrapKey(wrapping, key)).isEqualTo(wrapped);
        assertThat(symmetric.unwrapKey(wrapping, wrapped)).contains(key);
    }

    @Test
    void everyFlippedBitOfAWrappedKeyIsRefused() {
        Secret wrapping = Secret.of(bytes(32));
        byte[] wrapped = symmetric.wrapKey(wrapping, Secret.of(bytes(32))).array();
        for (int bit = 0; bit < wrapped.length * 8; bit++) {
            assertThat(symmetric.unwrapKey(wrapping, Bytes.of(flipped(wrapped, bit))))
                    .isEmpty();
        }
        assertThat(symmetric.unwrapKey(wrapping, Bytes.of(Arrays.copyOf(wrapped, 39))))
                .isEmpty();
        assertThat(symmetric.unwrapKey(wrapping, Bytes.of(Arrays.copyOf(wrapped, 48))))
                .isEmpty();
        assertThat(symmetric.unwrapKey(wrapping, Bytes.EMPTY)).isEmpty();
    }

    @Test
    void gcmIsTheJdksBothWays() throws Exception {
        for (int length : new int[] {0, 1, 16, 1000, 70_000}) {
            byte[] key = bytes(32);
            byte[] nonce = bytes(12);
            byte[] associated = bytes(length % 40);
            byte[] plaintext = bytes(length);
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
            cipher.updateAAD(associated);
            byte[] expected = cipher.doFinal(plaintext);

            Secret secret = Secret.of(key);
            Secret content = Secret.of(plaintext);
            assertThat(symmetric.sealGcm(secret, Bytes.of(nonce), associated, content))
                    .isEqualTo(expected);
            assertThat(symmetric.openGcm(secret, Bytes.of(nonce), associated, expected))
                    .contains(content);
        }
    }

    @Test
    void everyFlippedBitOfACiphertextIsRefused() {
        Secret key = Secret.of(bytes(32));
        byte[] nonce = bytes(12);
        byte[] associated = bytes(9);
        byte[] sealed = symmetric.sealGcm(key, Bytes.of(nonce), associated, Secret.of(bytes(33)));
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            assertThat(symmetric.openGcm(key, Bytes.of(nonce), associated, flipped(sealed, bit)))
                    .isEmpty();
        }
        for (int bit = 0; bit < associated.length * 8; bit++) {
            assertThat(symmetric.openGcm(key, Bytes.of(nonce), flipped(associated, bit), sealed))
                    .isEmpty();
        }
        for (int length = 0; length < sealed.length; length++) {
            assertThat(symmetric.openGcm(key, Bytes.of(nonce), associated, Arrays.copyOf(sealed, length)))
                    .isEmpty();
        }
        assertThat(symmetric.openGcm(key, Bytes.of(nonce), associated, Arrays.copyOf(sealed, sealed.length + 1)))
                .isEmpty();
    }

    @Test
    void randomBytesAreAsManyAsAskedForAndNeverTheSame() {
        assertThat(symmetric.random(64).length()).isEqualTo(64);
        assertThat(symmetric.random(32)).isNotEqualTo(symmetric.random(32));
    }

    @Test
    void keysAndNoncesOfOtherLengthsAreOurBug() {
        Secret shortKey = Secret.of(bytes(16));
        Secret key = Secret.of(bytes(32));
        Bytes nonce = Bytes.of(bytes(12));
        assertThatThrownBy(() -> symmetric.sealGcm(shortKey, nonce, new byte[0], key))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> symmetric.sealGcm(key, nonce.concat(nonce), new byte[0], key))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> symmetric.unwrapKey(shortKey, Bytes.of(bytes(40))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] flipped(byte[] content, int bit) {
        byte[] changed = content.clone();
        changed[bit / 8] ^= (byte) (1 << bit % 8);
        return changed;
    }

    private static Secret secret(String hex) {
        return Secret.of(Bytes.hex(hex).array());
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
