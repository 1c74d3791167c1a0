package dev.cloister.broker.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Lets a few attestations be judged at a time, as verifying costs more than asking, and answers them on a
/// grid, so that the time tells little of the verdict (guest-broker-channel 7).
public final class Turns {
    private static final long GRID_NANOS = Duration.ofMillis(50).toNanos();
    private static final int AT_ONCE = 2 * Runtime.getRuntime().availableProcessors();
    private static final int PATIENCE_SECONDS = 5;

    private final Semaphore turns = new Semaphore(AT_ONCE);

    public Turns() {}

    /// What is done in a turn.
    @FunctionalInterface
    public interface Judging<R> {
        R judge() throws IOException;
    }

    /// What came of it; empty when no turn came in time.
    public <R> Optional<R> take(Judging<R> judging) throws IOException {
        long start = System.nanoTime();
        Optional<R> judged = judged(judging);
        long spent = System.nanoTime() - start;
        LockSupport.parkNanos(GRID_NANOS - spent % GRID_NANOS);
        return judged;
    }

    private <R> Optional<R> judged(Judging<R> judging) throws IOException {
        try {
            if (!turns.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return Optional.empty();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        try {
            return Optional.of(judging.judge());
        } finally {
            turns.release();
        }
    }
}
