package dev.cloister.cli.drill.host;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Takes requests in the broker's place and answers each in another bad way, in turn.
final class HostileBroker implements AutoCloseable {
    private static final int PIECE_BYTES = 1 << 16;
    private static final int LARGEST_BODY = 6 << 20;
    private static final long TRICKLE_MILLIS = 1_000;

    private final List<Way> ways = List.of(
            HostileBroker::withoutEnd,
            HostileBroker::longestThereMayBe,
            HostileBroker::headersWithoutEnd,
            HostileBroker::cutShort,
            HostileBroker::trickling);

    private final ServerSocket server;
    private final AtomicInteger served = new AtomicInteger();

    /// Ends when the other side has had enough.
    @FunctionalInterface
    private interface Way {
        void answer(OutputStream out) throws IOException, InterruptedException;
    }

    private HostileBroker(ServerSocket server) {
        this.server = server;
    }

    static HostileBroker open() throws IOException {
        HostileBroker broker = new HostileBroker(new ServerSocket(0, 16, InetAddress.getLoopbackAddress()));
        Thread.ofPlatform().name("hostile-broker").daemon().start(broker::serve);
        return broker;
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /// Whether each way was tried.
    boolean triedAll() {
        return served.get() >= ways.size();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket guest = server.accept()) {
                Way way = ways.get(served.getAndIncrement() % ways.size());
                guest.getInputStream().read();
                way.answer(guest.getOutputStream());
            } catch (IOException enough) {
                // the next one, please
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static void body(OutputStream out, long length) throws IOException {
        say(out, "HTTP/1.1 500 Flood\r\nContent-Length: " + length + "\r\n\r\n");
        for (long sent = 0; sent < length; sent += PIECE_BYTES) {
            out.write(new byte[PIECE_BYTES]);
        }
        out.flush();
    }

    private static void withoutEnd(OutputStream out) throws IOException {
        body(out, Long.MAX_VALUE / 10_000_000);
    }

    private static void longestThereMayBe(OutputStream out) throws IOException {
        body(out, LARGEST_BODY);
    }

    private static void headersWithoutEnd(OutputStream out) throws IOException {
        say(out, "HTTP/1.1 200 OK\r\n");
        while (true) {
            say(out, "X-Flood: " + "a".repeat(1_000) + "\r\n");
        }
    }

    private static void cutShort(OutputStream out) throws IOException {
        say(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"nonce\":");
    }

    private static void trickling(OutputStream out) throws IOException, InterruptedException {
        say(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
        while (true) {
            say(out, " ");
            Thread.sleep(TRICKLE_MILLIS);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
