package dev.cloister.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Malformed;
import dev.cloister.machine.PublishedPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// QEMU's end of a published port is a socket here, which takes every connection.
class ListeningTest {
    private static final long LONG_MILLIS = 60_000;

    private final List<Socket> kept = new CopyOnWriteArrayList<>();
    private final AtomicInteger taken = new AtomicInteger();
    private ServerSocket server;

    @BeforeEach
    void setUp() throws IOException {
        server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void tearDown() throws IOException {
        server.close();
        for (Socket socket : kept) {
            socket.close();
        }
    }

    @Test
    void aConnectionThatStaysOpenIsAnAnswer() throws IOException, Malformed, InterruptedException {
        serve(0, "");
        assertThat(Listening.await(ports(), LONG_MILLIS, () -> true)).isTrue();
        assertThat(taken).hasValue(1);
    }

    @Test
    void aGreetingIsAnAnswer() throws IOException, Malformed, InterruptedException {
        serve(0, "220 hello\r\n");
        assertThat(Listening.await(ports(), LONG_MILLIS, () -> true)).isTrue();
    }

    /// The guest has no listener yet: QEMU takes the connection and closes it.
    @Test
    void whatIsClosedAtOnceIsTriedAgain() throws IOException, Malformed, InterruptedException {
        serve(3, "");
        assertThat(Listening.await(ports(), LONG_MILLIS, () -> true)).isTrue();
        assertThat(taken).hasValue(4);
    }

    @Test
    void nobodyWaitsForAGuestThatHasEnded() throws IOException, Malformed, InterruptedException {
        serve(Integer.MAX_VALUE, "");
        assertThat(Listening.await(ports(), LONG_MILLIS, () -> taken.get() < 3)).isFalse();
        assertThat(taken).hasValue(3);
    }

    @Test
    void nobodyWaitsForEver() throws IOException, Malformed, InterruptedException {
        server.close();
        assertThat(Listening.await(ports(), 0, () -> true)).isFalse();
    }

    @Test
    void withoutPortsThereIsNothingToWaitFor() throws IOException, Malformed, InterruptedException {
        assertThat(Listening.await(List.of(), 0, () -> false)).isTrue();
    }

    private List<PublishedPort> ports() {
        return List.of(new PublishedPort(server.getLocalPort(), 80));
    }

    /// Closes the first connections at once and keeps the next one.
    private void serve(int closed, String greeting) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                while (true) {
                    Socket socket = server.accept();
                    if (taken.incrementAndGet() <= closed) {
                        socket.close();
                    } else {
                        kept.add(socket);
                        socket.getOutputStream().write(greeting.getBytes(StandardCharsets.US_ASCII));
                    }
                }
            } catch (IOException e) {
                // the test is over
            }
        });
    }
}
