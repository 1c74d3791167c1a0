package dev.cloister.broker.http;

import dev.cloister.bytes.Bytes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/// Reads bodies whole, within what all of them may take together.
///
/// Room is taken as bytes arrive, never for a length that was only claimed, and each body has one time to
/// arrive in, however steadily it trickles. What has arrived then waits for its turn: JSON takes many times
/// its length once it is parsed.
final class Intake {
    private static final int KIB = 1024;
    private static final int PATIENCE_SECONDS = 5;
    private static final int MOST_PASSED_OVER = 256 * KIB;
    private static final Duration PASSING_OVER = Duration.ofSeconds(1);

    private final Semaphore arrivingKib;
    private final Semaphore answeringKib;
    private final long limitNanos;

    /// @param arrivingKib of all bodies together, from the first byte to the answer
    /// @param answeringKib of those bodies that are answered at one time
    /// @param limit in which a body has to arrive
    Intake(int arrivingKib, int answeringKib, Duration limit) {
        this.arrivingKib = new Semaphore(arrivingKib, true);
        this.answeringKib = new Semaphore(answeringKib, true);
        this.limitNanos = limit.toNanos();
    }

    /// How reading ended.
    enum End {
        WHOLE,
        TOO_LARGE,
        TOO_SLOW,
        NO_ROOM
    }

    Delivery begin() {
        return new Delivery();
    }

    /// Reads what is left of a body that nobody wants, as far as that is cheap: a connection that is closed over
    /// bytes not read is reset, and a reset can take the answer from the sender (RFC 9112, section 9.6).
    static void passOver(Request request) {
        long end = System.nanoTime() + PASSING_OVER.toNanos();
        long read = 0;
        while (read < MOST_PASSED_OVER) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                if (!awaitMore(request, end - System.nanoTime())) {
                    return;
                }
                continue;
            }
            read += chunk.remaining();
            boolean over = chunk.isLast() || Content.Chunk.isFailure(chunk) || System.nanoTime() - end > 0;
            chunk.release();
            if (over) {
                return;
            }
        }
    }

    private static boolean awaitMore(Request request, long nanos) {
        CountDownLatch more = new CountDownLatch(1);
        request.demand(more::countDown);
        try {
            return more.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// One body; closing it gives its room back.
    final class Delivery implements AutoCloseable {
        private final List<byte[]> parts = new ArrayList<>();
        private int length;
        private int arrived;
        private int answering;

        /// Blocks until the body has arrived or cannot.
        ///
        /// @throws IOException when the sender is gone
        End read(Request request, int most) throws IOException {
            long end = System.nanoTime() + limitNanos;
            while (true) {
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    if (!awaitMore(request, end - System.nanoTime())) {
                        return End.TOO_SLOW;
                    }
                    continue;
                }
                if (Content.Chunk.isFailure(chunk)) {
                    throw lost(chunk.getFailure());
                }
                try {
                    if (chunk.remaining() > most - length) {
                        return End.TOO_LARGE;
                    }
                    if (!hasRoom(length + chunk.remaining())) {
                        return End.NO_ROOM;
                    }
                    take(chunk);
                } finally {
                    chunk.release();
                }
                if (chunk.isLast()) {
                    return End.WHOLE;
                }
                if (System.nanoTime() - end > 0) {
                    return End.TOO_SLOW;
                }
            }
        }

        private static IOException lost(Throwable failure) {
            if (failure instanceof RuntimeException known) {
                throw known;
            }
            return failure instanceof IOException known ? known : new IOException(failure);
        }

        private boolean hasRoom(int bytes) {
            int more = (bytes + KIB - 1) / KIB - arrived;
            if (more > 0 && !isGiven(arrivingKib, more)) {
                return false;
            }
            arrived += more;
            return true;
        }

        private void take(Content.Chunk chunk) {
            if (chunk.remaining() > 0) {
                byte[] part = new byte[chunk.remaining()];
                chunk.get(part, 0, part.length);
                parts.add(part);
                length += part.length;
            }
        }

        /// The body, once it is its turn; empty when too many others are before it.
        Optional<Bytes> whole() {
            if (!isGiven(answeringKib, arrived)) {
                return Optional.empty();
            }
            answering = arrived;
            byte[] all = new byte[length];
            int at = 0;
            for (byte[] part : parts) {
                System.arraycopy(part, 0, all, at, part.length);
                at += part.length;
            }
            parts.clear();
            return Optional.of(Bytes.of(all));
        }

        @Override
        public void close() {
            arrivingKib.release(arrived);
            answeringKib.release(answering);
        }
    }

    private static boolean isGiven(Semaphore room, int kib) {
        try {
            return kib == 0 || room.tryAcquire(kib, PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
