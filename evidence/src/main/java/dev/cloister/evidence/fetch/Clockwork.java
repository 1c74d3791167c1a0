package dev.cloister.evidence.fetch;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The present, and waiting for a later one. What is judged by it is how long ago something was fetched and when a
/// service may be asked again: whether evidence holds is a question about a time that the caller names.
record Clockwork(InstantSource clock, Pause pause) {
    static final Clockwork REAL = new Clockwork(InstantSource.system(), Clockwork::sleep);

    interface Pause {
        void of(Duration time) throws InterruptedIOException;
    }

    Instant now() {
        return clock.instant();
    }

    void waitUntil(Instant moment) throws InterruptedIOException {
        Duration left = Duration.between(now(), moment);
        if (left.isPositive()) {
            pause.of(left);
        }
    }

    private static void sleep(Duration time) throws InterruptedIOException {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a key service's turn");
        }
    }
}
