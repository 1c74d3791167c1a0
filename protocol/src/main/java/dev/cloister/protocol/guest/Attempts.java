package dev.cloister.protocol.guest;

import dev.cloister.bytes.Bytes;

/// Counts attempts and waits between them: 5 in all, 1, 2, 4, 8 s apart; where the broker asks for patience, every 10 s
/// for 10 minutes. Each wait is up to half longer, so that guests do not come back together.
final class Attempts {
    private static final int MOST = 5;
    private static final long FIRST_MILLIS = 1_000;
    private static final long LATER_MILLIS = 10_000;
    private static final long MOST_LATER_MILLIS = 600_000;

    private final NonceSource random;
    private final Pause pause;
    private int failed;
    private long waitedMillis;

    Attempts(NonceSource random, Pause pause) {
        this.random = random;
        this.pause = pause;
    }

    /// Waits before another attempt; false if there is none.
    boolean again() throws InterruptedException {
        failed++;
        if (failed == MOST) return false;
        waitAbout(FIRST_MILLIS << failed - 1);
        return true;
    }

    /// Waits as the broker asked; false if that has gone on for too long.
    boolean later() throws InterruptedException {
        if (waitedMillis >= MOST_LATER_MILLIS) return false;
        waitedMillis += waitAbout(LATER_MILLIS);
        return true;
    }

    private long waitAbout(long millis) throws InterruptedException {
        Bytes bytes = random.next();
        long more = (bytes.at(0) << 8 | bytes.at(1)) * millis / 2 >> 16;
        pause.milliseconds(millis + more);
        return millis + more;
    }
}
