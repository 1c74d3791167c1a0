package dev.cloister.cli.bundle;

import dev.cloister.bytes.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The SHA-256 of what passes by.
final class Hashing {
    static final int BUFFER = 1 << 16;

    private final MessageDigest sha256;

    Hashing() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// For a stream that computes it by itself.
    MessageDigest whole() {
        return sha256;
    }

    /// Passes on up to so many bytes, and returns how many there were.
    long copy(InputStream in, OutputStream out, long most) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long left = most;
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                break;
            }
            sha256.update(buffer, 0, read);
            out.write(buffer, 0, read);
            left -= read;
        }
        return most - left;
    }

    Bytes digest() {
        return Bytes.of(sha256.digest());
    }
}
