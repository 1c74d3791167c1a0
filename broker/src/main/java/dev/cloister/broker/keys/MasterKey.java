package dev.cloister.broker.keys;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Cursor;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals what must not be read from the disk. Each sealing has a data key of its own, which the master key wraps; both
/// steps are AES-256-GCM and both carry the name of what was sealed, so that a sealed value opens in its own place
/// only: a row moved to another path or another version does not open there.
///
/// Sealed form: version 1 (one byte), nonce (12) and wrapped data key (32 + 16), nonce (12) and content (+ 16).
public final class MasterKey implements AutoCloseable {
    private static final int LENGTH = 32;
    private static final int NONCE = 12;
    private static final int TAG = 16;
    private static final int VERSION = 1;

    private final Secret key;

    private MasterKey(Secret key) {
        this.key = key;
    }

    /// Reads the key file, or makes it when `mayCreate` says that nothing was sealed under an earlier one.
    ///
    /// @throws IOException also when the file is missing although something is sealed under it
    public static MasterKey open(Path file, boolean mayCreate) throws IOException {
        if (!Files.exists(file)) {
            if (!mayCreate) {
                throw new IOException("the master key " + file + " is missing; without it nothing stored here opens");
            }
            try (Secret fresh = Secret.random(LENGTH)) {
                SecretFile.create(file, fresh);
            }
        }
        Secret read = SecretFile.read(file, LENGTH);
        if (read.length() != LENGTH) {
            throw new IOException("the master key " + file + " has " + read.length() + " bytes, " + LENGTH + " needed");
        }
        return new MasterKey(read);
    }

    /// `name` says what this is; {@link #open(String, Bytes)} must say the same.
    public Bytes seal(String name, Secret content) {
        try (Secret dataKey = Secret.random(LENGTH)) {
            Bytes wrapped = encrypt(key, "data key of " + name, dataKey);
            return Bytes.of(new byte[] {VERSION}).concat(wrapped).concat(encrypt(dataKey, name, content));
        }
    }

    /// @throws Malformed when these bytes were not sealed by this key under this name
    public Secret open(String name, Bytes sealed) throws Malformed {
        Cursor in = Cursor.bigEndian("Sealed", sealed.array());
        int version = in.u8("version");
        if (version != VERSION) {
            throw in.bad("version", "unknown version " + version);
        }
        Bytes wrapped = in.bytes("data_key", NONCE + LENGTH + TAG);
        Bytes content = in.bytes("content", in.remaining());
        in.end();
        try (Secret dataKey = decrypt(key, "data key of " + name, wrapped)) {
            return decrypt(dataKey, name, content);
        }
    }

    private static Bytes encrypt(Secret key, String name, Secret content) {
        byte[] nonce = new byte[NONCE];
        new SecureRandom().nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, name);
            byte[] sealed = content.<byte[], GeneralSecurityException>use(cipher::doFinal);
            return Bytes.of(nonce).concat(Bytes.of(sealed));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("AES-256-GCM cannot encrypt", missing);
        }
    }

    private static Secret decrypt(Secret key, String name, Bytes sealed) throws Malformed {
        if (sealed.length() < NONCE + TAG) {
            throw new Malformed("Sealed", name, -1, "needs " + (NONCE + TAG) + " bytes, has " + sealed.length());
        }
        byte[] nonce = sealed.slice(0, NONCE).array();
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, name);
            return Secret.of(cipher.doFinal(sealed.slice(NONCE, sealed.length()).array()));
        } catch (GeneralSecurityException refused) {
            throw new Malformed("Sealed", name, -1, "was not sealed here under this name");
        }
    }

    private static Cipher cipher(int mode, Secret key, byte[] nonce, String name) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        SecretKeySpec spec = key.use(bytes -> new SecretKeySpec(bytes, "AES"));
        cipher.init(mode, spec, new GCMParameterSpec(TAG * 8, nonce));
        cipher.updateAAD(("cloister-broker/1: " + name).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    @Override
    public void close() {
        key.close();
    }
}
