package dev.cloister.evidence.fetch;

import dev.cloister.evidence.fetch.Response.Failure;
import dev.cloister.evidence.fetch.Response.Kind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/// Asks services, each in its turn, and those that are busy again, in distances that grow. Turns are in the cache's
/// folder, so that all processes on it keep the same distances.
///
/// @param patience how long one request may wait in all
/// @param progress is told what is waited for
record Asking(Http http, Cache cache, Clockwork time, Duration patience, Consumer<String> progress) {
    private static final int MAX_TRIES = 3;
    private static final Duration STEP = Duration.ofSeconds(2);
    private static final Failure LATE =
            Failure.of(Kind.FINAL, "its turn at that service does not come in time", "wait longer, or try again later");

    Response ask(Request request) throws IOException {
        Instant latest = time.now().plus(patience);
        Duration pause = request.spacing().isZero() ? STEP : request.spacing();
        for (int tries = 1; ; tries++, pause = pause.multipliedBy(2)) {
            if (!waitForTurn(request, latest)) {
                return LATE;
            }
            Response response = http.get(request.address(), time.now());
            if (!(response instanceof Failure failure) || !failure.mayPass()) {
                return response;
            }
            Instant next = time.now().plus(longer(pause, failure.after()));
            if (failure.kind() == Kind.BUSY) {
                cache.postpone(request.service(), time.now(), next);
            }
            if (tries == MAX_TRIES || next.isAfter(latest)) {
                return failure.withWish();
            }
            waitUntil(request, next);
        }
    }

    private static Duration longer(Duration pause, Optional<Duration> wanted) {
        return wanted.filter(own -> own.compareTo(pause) > 0).orElse(pause);
    }

    /// The service's turn, then that of its slow kind of request.
    private boolean waitForTurn(Request request, Instant latest) throws IOException {
        Optional<Instant> turn = cache.turn(request.service(), Duration.ZERO, time.now(), latest);
        if (turn.isPresent() && !request.spacing().isZero()) {
            turn = cache.turn(request.service() + " certificates", request.spacing(), turn.get(), latest);
        }
        if (turn.isPresent()) {
            waitUntil(request, turn.get());
        }
        return turn.isPresent();
    }

    private void waitUntil(Request request, Instant moment) throws IOException {
        Duration left = Duration.between(time.now(), moment);
        if (left.compareTo(Duration.ofSeconds(1)) > 0) {
            progress.accept(
                    left.toSeconds() + " s until " + request.service() + " may be asked for the " + request.what());
        }
        time.waitUntil(moment);
    }
}
