package dev.cloister.evidence.fetch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A clock that stands still but for what is waited for.
final class FakeTime {
    private Instant now;
    final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());

    FakeTime(String now) {
        this.now = Instant.parse(now);
    }

    Clockwork clockwork() {
        return new Clockwork(this::now, this::pause);
    }

    synchronized Instant now() {
        return now;
    }

    synchronized void advance(Duration time) {
        now = now.plus(time);
    }

    private void pause(Duration time) {
        pauses.add(time);
        advance(time);
    }

    Duration waited() {
        return pauses.stream().reduce(Duration.ZERO, Duration::plus);
    }
}
