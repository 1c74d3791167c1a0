package dev.cloister.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Json;
import dev.cloister.machine.GuestSpec;
import dev.cloister.machine.Reason;
import dev.cloister.machine.Start;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A broker that is gone, slow, or back again while a guest starts.
@Timeout(20 * 60)
class BrokerFaultsTest {
    private static WebGuest web;
    private static GuestSpec good;

    @BeforeAll
    static void protect() throws Exception {
        web = WebGuest.startedOnce();
        good = web.spec("good", "x", Json.object().build());
    }

    @AfterAll
    static void close() throws IOException {
        web.close();
    }

    @Test
    void aBrokerThatIsGoneIsAskedForAWhileAndThenMissed() throws Exception {
        try (Way way = new Way(0, Integer.MAX_VALUE, 0)) {
            Reason reason = ((Start.NotStarted) web.start(through(way, "alone"))).reason();

            assertThat(reason.code()).isEqualTo("no-answer");
            assertThat(reason.sentence()).isEqualTo("no answer from the broker");
            assertThat(reason.remedy()).contains("`cloister broker serve`");
            assertThat(reason.exitCode()).isEqualTo(69);
            assertThat(way.asked()).isEqualTo(5);
            assertThat(web.home().processes("alone")).isEmpty();
        }
    }

    /// The first two requests meet nobody, the next ones wait; all is well in the end.
    @Test
    void aBrokerThatIsBackAndSlow() throws Exception {
        try (Way way = new Way(0, 2, 1500)) {
            assertThat(web.start(through(way, "patient"))).isInstanceOf(Start.Running.class);
            assertThat(way.asked()).isGreaterThan(4);
            web.home().cloister("stop", "--rm", "--grace", "0", "patient").exits(0);
        }
    }

    /// It has attested; its resources are asked for and nobody answers.
    @Test
    @Tag("nightly")
    void aBrokerThatGoesBetweenAttestationAndRelease() throws Exception {
        try (Way way = new Way(3, Integer.MAX_VALUE, 0)) {
            FutureTask<Start> start = new FutureTask<>(() -> web.start(through(way, "halfway")));
            Thread.ofPlatform().daemon().start(start);
            assertThat(((Start.NotStarted) start.get()).reason().code()).isEqualTo("no-answer");
        }
    }

    private static GuestSpec through(Way way, String name) throws Exception {
        return web.spec(
                "good",
                name,
                Json.object().put("brokerUrl", "http://127.0.0.1:" + way.port()).build());
    }

    /// A way to the home's broker that passes some connections on, then closes some, then is slow.
    private static final class Way implements AutoCloseable {
        private final int first;
        private final int closed;
        private final long pauseMillis;
        private final AtomicInteger refused = new AtomicInteger();
        private final AtomicInteger asked = new AtomicInteger();
        private final ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());

        /// @param first that go through at once; all do that come after the closed ones, when they have waited
        Way(int first, int closed, long pauseMillis) throws IOException {
            this.first = first;
            this.closed = closed;
            this.pauseMillis = pauseMillis;
            Thread.ofPlatform().daemon().start(this::accept);
        }

        int port() {
            return server.getLocalPort();
        }

        int asked() {
            return asked.get();
        }

        private void accept() {
            try {
                while (true) {
                    Socket from = server.accept();
                    Thread.startVirtualThread(() -> pass(from));
                }
            } catch (IOException e) {
                // closed: the test is over
            }
        }

        private void pass(Socket from) {
            boolean early = asked.incrementAndGet() <= first;
            try (from) {
                if (!early && refused.get() < closed) {
                    refused.incrementAndGet();
                    return;
                }
                Thread.sleep(early ? 0 : pauseMillis);
                URI broker = URI.create(good.brokerUrl());
                try (Socket to = new Socket(broker.getHost(), broker.getPort())) {
                    Thread.startVirtualThread(() -> copy(from, to));
                    to.getInputStream().transferTo(from.getOutputStream());
                }
            } catch (IOException | InterruptedException e) {
                // what a host may do to a connection
            }
        }

        private static void copy(Socket from, Socket to) {
            try {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException e) {
                // as above
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
