package dev.cloister.bytes;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/// Key material or another value that must not leak: says only its length, compares in constant time, wipes
/// itself on closing.
///
/// Wiping is best effort: a JVM may have moved the array before, and what a cipher copied is its own.
public final class Secret implements AutoCloseable {
    private final byte[] content;
    private boolean closed;

    private Secret(byte[] owned) {
        this.content = owned;
    }

    /// Takes ownership: the caller's array is copied, then wiped.
    public static Secret of(byte[] content) {
        Secret secret = new Secret(content.clone());
        Arrays.fill(content, (byte) 0);
        return secret;
    }

    /// `length` bytes from the platform's secure generator.
    public static Secret random(int length) {
        byte[] content = new byte[length];
        new SecureRandom().nextBytes(content);
        return new Secret(content);
    }

    /// From a text field of a JSON message. Best effort: the text itself is the caller's and cannot be wiped.
    public static Secret fromBase64Url(String structure, String field, String text) throws Malformed {
        return new Secret(Base64s.url(structure, field, text));
    }

    /// What is done with the content while it is lent out.
    @FunctionalInterface
    public interface ThrowingFunction<T, R, X extends Exception> {
        R apply(T content) throws X;
    }

    /// The same, without a result.
    @FunctionalInterface
    public interface ThrowingConsumer<T, X extends Exception> {
        void accept(T content) throws X;
    }

    /// Lends the content for the duration of the call. The array is the secret itself: not to be kept, not
    /// changed.
    public synchronized <R, X extends Exception> R use(ThrowingFunction<byte[], R, X> reading) throws X {
        return reading.apply(open());
    }

    /// As {@link #use}, without a result.
    public synchronized <X extends Exception> void lend(ThrowingConsumer<byte[], X> reading) throws X {
        reading.accept(open());
    }

    /// A second secret of the same content, to be closed on its own.
    public synchronized Secret copy() {
        return new Secret(open().clone());
    }

    public int length() {
        return content.length;
    }

    /// Wipes; a second time does nothing.
    @Override
    public synchronized void close() {
        closed = true;
        Arrays.fill(content, (byte) 0);
    }

    private byte[] open() {
        if (closed) {
            throw new IllegalStateException("a closed secret was used");
        }
        return content;
    }

    /// Equal in content, in time that depends on the lengths only; a closed secret equals none but itself.
    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof Secret secret
                        && !closed
                        && !secret.closed
                        && MessageDigest.isEqual(content, secret.content);
    }

    /// The length only, so that a hash tells nothing about the content.
    @Override
    public int hashCode() {
        return content.length;
    }

    @Override
    public String toString() {
        return "Secret(" + content.length + " bytes)";
    }
}
