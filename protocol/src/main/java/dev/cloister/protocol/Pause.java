package dev.cloister.protocol;

/// How a guest waits between attempts.
@FunctionalInterface
public interface Pause {
    void milliseconds(long milliseconds) throws InterruptedException;
}
