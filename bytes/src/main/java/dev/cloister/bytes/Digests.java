package dev.cloister.bytes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Digests over the parts given, one after the other.
public final class Digests {
    private static final int FILE_BLOCK = 1 << 16;

    private Digests() {}

    public static Bytes sha256(byte[]... parts) {
        return digest("SHA-256", parts);
    }

    public static Bytes sha256(Bytes... parts) {
        return digest("SHA-256", parts);
    }

    /// Of a file's content, read in blocks.
    public static Bytes sha256(Path file) throws IOException {
        MessageDigest digest = algorithm("SHA-256");
        try (InputStream in = Files.newInputStream(file)) {
            byte[] block = new byte[FILE_BLOCK];
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                digest.update(block, 0, n);
            }
        }
        return Bytes.of(digest.digest());
    }

    public static Bytes sha384(byte[]... parts) {
        return digest("SHA-384", parts);
    }

    public static Bytes sha384(Bytes... parts) {
        return digest("SHA-384", parts);
    }

    private static Bytes digest(String name, byte[]... parts) {
        MessageDigest digest = algorithm(name);
        for (byte[] part : parts) {
            digest.update(part);
        }
        return Bytes.of(digest.digest());
    }

    private static Bytes digest(String name, Bytes... parts) {
        MessageDigest digest = algorithm(name);
        for (Bytes part : parts) {
            part.addTo(digest);
        }
        return Bytes.of(digest.digest());
    }

    private static MessageDigest algorithm(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + name, e);
        }
    }
}
