package dev.cloister.machine;

import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Whether somebody asked a keeper for the end of its guest, and when its time is up.
final class StopRequest {

    private static final long TIDYING_MILLIS = 10_000;

    private final GuestFolder folder;
    private volatile Optional<Long> deadlineNanos = Optional.empty();

    StopRequest(GuestFolder folder) {
        this.folder = folder;
    }

    /// Runs when the JVM is told to end, and also when it ends by itself: then `done` is down and there is nothing
    /// to wait for.
    void askAndAwait(CountDownLatch done) {
        long grace = 0;
        try {
            grace = folder.stopGrace().toMillis();
        } catch (IOException | Malformed e) {
            System.err.println("keeper: no grace: " + e);
        }
        deadlineNanos = Optional.of(System.nanoTime() + grace * 1_000_000);
        try {
            if (!done.await(grace + TIDYING_MILLIS, TimeUnit.MILLISECONDS)) {
                System.err.println("keeper: gave up waiting for the guest");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean asked() {
        return deadlineNanos.isPresent();
    }

    boolean timeIsUp() {
        return deadlineNanos.map(deadline -> System.nanoTime() - deadline >= 0).orElse(false);
    }
}
