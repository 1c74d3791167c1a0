package dev.cloister.protocol.guest;

/// How a guest waits between attempts.
@FunctionalInterface
public interface Pause {
    void milliseconds(long milliseconds) throws InterruptedException;
}
