package dev.cloister.broker.http;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// How long nobody has asked anything. Questions after the server's health do not count: they are how others watch it.
public final class Traffic {
    private final AtomicLong lastNanos = new AtomicLong(System.nanoTime());
    private final AtomicInteger inside = new AtomicInteger();

    /// Zero while a request is being answered.
    public Duration idle() {
        return inside.get() > 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - lastNanos.get());
    }

    void enter(String target) {
        if (counts(target)) {
            inside.incrementAndGet();
        }
    }

    void leave(String target) {
        if (counts(target)) {
            lastNanos.set(System.nanoTime());
            inside.decrementAndGet();
        }
    }

    private static boolean counts(String target) {
        return !target.equals("/healthz");
    }
}
