package dev.cloister.image;

import dev.cloister.bytes.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-256 of what passes by.
final class RunningSha256 {
    private final MessageDigest digest;

    RunningSha256() {
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    void add(byte[] content, int from, int length) {
        digest.update(content, from, length);
    }

    /// Of all bytes so far; may be asked again.
    Bytes soFar() {
        try {
            return Bytes.of(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
        }
    }
}
