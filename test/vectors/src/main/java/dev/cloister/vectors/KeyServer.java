package dev.cloister.vectors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cloister.bytes.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A vendor's key service on this machine, with pages by path and query, and with everything that goes wrong with one.
public final class KeyServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "key server");
        thread.setDaemon(true);
        return thread;
    });
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, Reply> pages = new ConcurrentHashMap<>();
    private final Map<String, Deque<Reply>> first = new ConcurrentHashMap<>();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    /// How an answer gets onto the wire.
    public enum Manner {
        WHOLE,
        /// The connection ends before the body does.
        CUT,
        /// One byte of the body, then nothing.
        SLOW,
        /// The connection ends without an answer.
        NONE,
        /// The body again and again, without an end.
        ENDLESS
    }

    public record Reply(int status, Map<String, String> headers, Bytes body, Manner manner) {
        public static Reply of(Bytes body) {
            return new Reply(200, Map.of(), body, Manner.WHOLE);
        }

        public static Reply status(int status) {
            return new Reply(status, Map.of(), Bytes.utf8("no"), Manner.WHOLE);
        }

        public Reply header(String name, String value) {
            Map<String, String> more = new java.util.HashMap<>(headers);
            more.put(name, value);
            return new Reply(status, more, body, manner);
        }

        public Reply in(Manner other) {
            return new Reply(status, headers, body, other);
        }
    }

    private KeyServer(HttpServer server) {
        this.server = server;
    }

    public static KeyServer start() throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        KeyServer started = new KeyServer(http);
        http.setExecutor(started.threads);
        http.createContext("/", started::answer);
        http.start();
        return started;
    }

    public URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// @param address path and query, as asked for
    public KeyServer page(String address, Reply reply) {
        pages.put(address, reply);
        return this;
    }

    /// Before the page, once each.
    public KeyServer first(String address, Reply... replies) {
        first.computeIfAbsent(address, any -> new ArrayDeque<>()).addAll(List.of(replies));
        return this;
    }

    /// Paths and queries, in the order in which they were asked for.
    public List<String> asked() {
        synchronized (asked) {
            return List.copyOf(asked);
        }
    }

    public void forget() {
        asked.clear();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String address = exchange.getRequestURI().toString();
        asked.add(address);
        Deque<Reply> before = first.getOrDefault(address, new ArrayDeque<>());
        Reply reply;
        synchronized (before) {
            reply = before.isEmpty() ? pages.getOrDefault(address, Reply.status(404)) : before.poll();
        }
        try (exchange) {
            reply.headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            send(exchange, reply);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(HttpExchange exchange, Reply reply) throws IOException, InterruptedException {
        byte[] body = reply.body.array();
        switch (reply.manner) {
            case WHOLE -> {
                exchange.sendResponseHeaders(reply.status, body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            }
            case CUT -> {
                exchange.sendResponseHeaders(reply.status, body.length);
                exchange.getResponseBody().write(body, 0, body.length / 2);
            }
            case SLOW -> {
                exchange.sendResponseHeaders(reply.status, body.length);
                exchange.getResponseBody().write(body, 0, 1);
                exchange.getResponseBody().flush();
                closed.await();
            }
            case NONE -> {}
            case ENDLESS -> {
                exchange.sendResponseHeaders(reply.status, 0);
                try (OutputStream out = exchange.getResponseBody()) {
                    while (closed.getCount() > 0) {
                        out.write(body);
                    }
                }
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
