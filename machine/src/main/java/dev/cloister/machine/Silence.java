package dev.cloister.machine;

/// How long a guest has been silent although it could have spoken.
///
/// A guest on a busy host is slow and does not hang: time in which QEMU wanted a processor and had none does not
/// count. What does is the time it computed, as a kernel that spins for ever does, and the time it slept, as one that
/// waits for ever does. Times are seconds of one clock that never goes back. Not thread-safe.
final class Silence {

    /// How often it is worth looking, and what one look counts at most: who looks may have stood still himself.
    static final double LOOK_SECONDS = 1;

    private static final double MOST_SECONDS_A_LOOK = 5;

    private final double sinceSeconds;
    private final double cpuAtStart;
    private double lookedAt;
    private ProcessIdentity.Effort before;
    private double seconds;

    Silence(double now, ProcessIdentity.Effort effort) {
        this.sinceSeconds = now;
        this.lookedAt = now;
        this.before = effort;
        this.cpuAtStart = effort.cpuSeconds();
    }

    boolean worthALook(double now) {
        return now - lookedAt >= LOOK_SECONDS;
    }

    /// Nothing was heard up to now.
    void goesOn(double now, ProcessIdentity.Effort effort) {
        double elapsed = Math.min(now - lookedAt, MOST_SECONDS_A_LOOK);
        double computed = effort.cpuSeconds() - before.cpuSeconds();
        double waited = effort.waitedSeconds() - before.waitedSeconds();
        double counts = effort.wantsProcessor() ? computed : elapsed - waited;
        seconds += Math.clamp(counts, 0, elapsed);
        lookedAt = now;
        before = effort;
    }

    /// What counts.
    double seconds() {
        return seconds;
    }

    /// By the clock.
    double elapsedSeconds() {
        return lookedAt - sinceSeconds;
    }

    /// Processor time that the guest spent meanwhile.
    double computedSeconds() {
        return Math.max(0, before.cpuSeconds() - cpuAtStart);
    }
}
