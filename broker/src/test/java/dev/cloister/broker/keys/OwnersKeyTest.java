package dev.cloister.broker.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnersKeyTest {
    @TempDir
    private Path folder;

    private static byte[] encoded(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair().getPublic().getEncoded();
    }

    @Test
    void aKeyThatTheJdkWroteIsRead() throws Exception {
        byte[] der = encoded("secp256r1");
        String pem = "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END PUBLIC KEY-----\n";
        Path file = Files.writeString(folder.resolve("owner.pem"), pem);
        assertThat(OwnersKey.read(file).x()).isEqualTo(Bytes.of(der, 27, 59));
        Files.writeString(file, pem + pem);
        assertThatThrownBy(() -> OwnersKey.read(file)).isInstanceOf(Malformed.class);
        Files.writeString(file, "x".repeat(2000));
        assertThatThrownBy(() -> OwnersKey.read(file)).isInstanceOf(Malformed.class);
        Files.writeString(file, "");
        assertThatThrownBy(() -> OwnersKey.read(file)).isInstanceOf(Malformed.class);
        Files.delete(file);
        assertThatThrownBy(() -> OwnersKey.read(file)).isInstanceOf(IOException.class);
    }

    /// A point with one bit changed is not on the curve any more.
    @Test
    void everyOtherEncodingIsRefused() throws Exception {
        byte[] good = encoded("secp256r1");
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] changed = good.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            refused(changed);
        }
        for (int length = 0; length < good.length; length++) {
            refused(Arrays.copyOf(good, length));
        }
        refused(Arrays.copyOf(good, good.length + 1));
        refused(encoded("secp384r1"));
    }

    private static void refused(byte[] der) {
        assertThatThrownBy(() -> OwnersKey.decode("owner.pem", Bytes.of(der))).isInstanceOf(Malformed.class);
    }
}
