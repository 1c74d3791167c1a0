package dev.cloister.machine.relay;

import dev.cloister.bytes.Malformed;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/// Takes connections on a free port of the loopback address and passes allowed requests on to one broker, one at a
/// time for each connection. Anything else is answered here: 400 malformed, 403 not allowed, 502 broker out of
/// reach, 503 too many at once.
public final class Relay implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Relay.class.getName());
    private static final int MAX_CONNECTIONS = 16;
    private static final int READ_MILLIS = 60_000;

    private final Upstream broker;
    private final ServerSocket server;
    private final Semaphore places = new Semaphore(MAX_CONNECTIONS);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private Relay(Upstream broker, ServerSocket server) {
        this.broker = broker;
        this.server = server;
    }

    /// `brokerUrl` is `http://HOST:PORT` or `https://HOST:PORT`, a path before `/kbs/v0/` may follow.
    public static Relay open(String brokerUrl) throws IOException {
        ServerSocket server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        Relay relay = new Relay(Upstream.of(brokerUrl), server);
        Thread.ofPlatform().name("relay").daemon().start(relay::accept);
        return relay;
    }

    public int port() {
        return server.getLocalPort();
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                Socket guest = server.accept();
                open.add(guest);
                Thread.ofVirtual().name("relay-request").start(() -> serve(guest));
            }
        } catch (IOException e) {
            LOG.log(server.isClosed() ? Logger.Level.DEBUG : Logger.Level.WARNING, "relay ended", e);
        }
    }

    private void serve(Socket guest) {
        try (guest) {
            guest.setSoTimeout(READ_MILLIS);
            InputStream in = new BufferedInputStream(guest.getInputStream());
            OutputStream out = guest.getOutputStream();
            if (!places.tryAcquire()) {
                answer(out, 503, "Service Unavailable", "busy");
                return;
            }
            try {
                exchange(in, out);
            } finally {
                places.release();
            }
        } catch (IOException e) {
            LOG.log(Logger.Level.DEBUG, "relay connection broke", e);
        } finally {
            open.remove(guest);
        }
    }

    /// One request after the other, until the guest has no more or one of them was not to be passed on.
    private void exchange(InputStream in, OutputStream out) throws IOException {
        boolean more = true;
        while (more) {
            Optional<GuestRequest> request;
            try {
                request = GuestRequest.read(in);
            } catch (Malformed e) {
                answer(out, 400, "Bad Request", "malformed-request");
                return;
            }
            if (request.isEmpty()) {
                return;
            }
            if (!request.get().allowed()) {
                answer(out, 403, "Forbidden", "not-allowed");
                return;
            }
            more = pass(request.get(), out) && !request.get().head().last();
        }
    }

    /// `true`: the connection can be used again.
    private boolean pass(GuestRequest request, OutputStream out) throws IOException {
        Socket connection;
        try {
            connection = broker.connect();
        } catch (IOException e) {
            LOG.log(Logger.Level.DEBUG, "broker out of reach", e);
            answer(out, 502, "Bad Gateway", "broker-unreachable");
            return false;
        }
        open.add(connection);
        try (connection) {
            broker.send(request, connection.getOutputStream());
            return Upstream.passAnswer(new BufferedInputStream(connection.getInputStream()), out);
        } catch (Malformed e) {
            LOG.log(Logger.Level.DEBUG, "the broker's answer is none", e);
            answer(out, 502, "Bad Gateway", "bad-answer");
            return false;
        } finally {
            open.remove(connection);
        }
    }

    private static void answer(OutputStream out, int status, String phrase, String code) throws IOException {
        String body = "{\"error\":\"" + code + "\"}";
        String text = "HTTP/1.1 " + status + " " + phrase + "\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\nConnection: close\r\n\r\n" + body;
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            LOG.log(Logger.Level.DEBUG, "relay closed badly", e);
        }
    }
}
