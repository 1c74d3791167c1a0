package dev.cloister.protocol.log;

import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES-256-GCM of one log record.
final class LogCipher {
    static final int KEY_BYTES = 32;

    private LogCipher() {}

    static byte[] seal(Secret key, long sequence, byte[] plaintext) {
        try {
            return key.use(bytes -> cipher(Cipher.ENCRYPT_MODE, bytes, sequence).doFinal(plaintext));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    static byte[] open(Secret key, long sequence, byte[] sealed) throws Malformed {
        try {
            return key.use(bytes -> cipher(Cipher.DECRYPT_MODE, bytes, sequence).doFinal(sealed));
        } catch (AEADBadTagException changed) {
            throw new Malformed("log", "record " + sequence, -1, "was changed");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    private static Cipher cipher(int mode, byte[] key, long sequence) throws GeneralSecurityException {
        byte[] nonce = ByteBuffer.allocate(12).putInt(0).putLong(sequence).array();
        Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
        gcm.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        gcm.updateAAD(("cloister-log/1:" + sequence).getBytes(StandardCharsets.US_ASCII));
        return gcm;
    }
}
