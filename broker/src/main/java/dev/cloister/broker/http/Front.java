package dev.cloister.broker.http;

import dev.cloister.bytes.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.server.handler.MinimumDataRateHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/// The open port. Every request runs on a virtual thread, is read whole within the limits below, and is answered by
/// the route table; a sender learns nothing about the server but what the table says.
public final class Front implements AutoCloseable {
    /// The largest request body, in bytes; the KBS protocol's 2 MiB.
    static final int MAX_BODY = 2 * 1024 * 1024;

    /// What all bodies that are read at one time may take together; who does not fit in soon is told to come later.
    private static final int MAX_BODIES_KIB = 48 * 1024;

    private static final int PATIENCE_SECONDS = 5;

    private static final int MAX_HEADERS = 8 * 1024;
    private static final int MAX_CONNECTIONS = 1024;
    private static final int MAX_CONCURRENT = 256;
    private static final Duration IDLE_CONNECTION = Duration.ofSeconds(60);
    private static final Duration IDLE_AT_STOP = Duration.ofMillis(200);
    private static final int MIN_BYTES_PER_SECOND = 256;
    private static final Duration STOP = Duration.ofSeconds(5);

    private final Server server;
    private final ServerConnector connector;

    private Front(Server server, ServerConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    /// Opens the port and answers from now on. Port 0 takes a free one.
    ///
    /// @throws IOException when the address cannot be bound, the port in use among other reasons
    public static Front open(InetSocketAddress listen, Routes routes, Traffic traffic) throws IOException {
        Server server = new Server(new VirtualThreadPool(MAX_CONCURRENT));
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(limits()));
        connector.setHost(listen.getHostString());
        connector.setPort(listen.getPort());
        connector.setIdleTimeout(IDLE_CONNECTION.toMillis());
        connector.setShutdownIdleTimeout(IDLE_AT_STOP.toMillis());
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, connector));
        server.setErrorHandler(Front::sayStatusOnly);
        server.setHandler(
                new GracefulHandler(new MinimumDataRateHandler(new Edge(routes, traffic), MIN_BYTES_PER_SECOND, 0)));
        server.setStopTimeout(STOP.toMillis());
        Front front = new Front(server, connector);
        try {
            connector.open();
            server.start();
        } catch (IOException taken) {
            front.close();
            throw taken;
        } catch (Exception failed) {
            front.close();
            throw new IOException("the HTTP server does not start: " + failed.getMessage(), failed);
        }
        return front;
    }

    private static HttpConfiguration limits() {
        HttpConfiguration limits = new HttpConfiguration();
        limits.setSendServerVersion(false);
        limits.setSendXPoweredBy(false);
        limits.setRequestHeaderSize(MAX_HEADERS);
        limits.setResponseHeaderSize(MAX_HEADERS);
        return limits;
    }

    public int port() {
        return connector.getLocalPort();
    }

    /// Lets running requests finish for a few seconds, then closes.
    @Override
    public void close() {
        try {
            server.stop();
            connector.close();
        } catch (Exception failed) {
            throw new IllegalStateException("the HTTP server does not stop", failed);
        }
    }

    /// Requests that never reached the table (bad syntax, headers too large): their status, and no page.
    private static boolean sayStatusOnly(Request request, Response response, Callback callback) {
        response.getHeaders().remove(HttpHeader.CONTENT_TYPE);
        response.write(true, null, callback);
        return true;
    }

    /// Between Jetty's request and ours.
    private static final class Edge extends Handler.Abstract {
        private final Routes routes;
        private final Traffic traffic;
        private final Semaphore bodiesKib = new Semaphore(MAX_BODIES_KIB, true);

        Edge(Routes routes, Traffic traffic) {
            this.routes = routes;
            this.traffic = traffic;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws IOException {
            String target = request.getHttpURI().getPathQuery();
            traffic.enter(target);
            try {
                send(answer(request, target), response, callback);
            } finally {
                traffic.leave(target);
            }
            return true;
        }

        private Answer answer(Request request, String target) throws IOException {
            long length = request.getLength();
            if (length > MAX_BODY) {
                return tooLarge();
            }
            int kib = 1 + (int) ((length < 0 ? MAX_BODY : length) / 1024);
            if (!isAdmitted(kib)) {
                return Answer.empty(503);
            }
            try {
                Optional<Bytes> body = body(request);
                return body.isEmpty()
                        ? tooLarge()
                        : routes.answer(
                                new Call(request.getMethod(), target, headers(request), body.get(), isNear(request)));
            } finally {
                bodiesKib.release(kib);
            }
        }

        private boolean isAdmitted(int kib) {
            try {
                return bodiesKib.tryAcquire(kib, PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        private static Answer tooLarge() {
            return Answer.text(413, "payload reached size limit").with("Connection", "close");
        }

        private static Optional<Bytes> body(Request request) throws IOException {
            try (InputStream in = Content.Source.asInputStream(request)) {
                byte[] read = in.readNBytes(MAX_BODY + 1);
                return read.length > MAX_BODY ? Optional.empty() : Optional.of(Bytes.of(read));
            }
        }

        private static List<Header> headers(Request request) {
            HttpFields fields = request.getHeaders();
            return fields.stream()
                    .map(field -> new Header(field.getName(), field.getValue() == null ? "" : field.getValue()))
                    .toList();
        }

        private static boolean isNear(Request request) {
            SocketAddress remote = request.getConnectionMetaData().getRemoteSocketAddress();
            return remote instanceof InetSocketAddress address
                    && Optional.ofNullable(address.getAddress())
                            .filter(InetAddress::isLoopbackAddress)
                            .isPresent();
        }

        private static void send(Answer answer, Response response, Callback callback) {
            response.setStatus(answer.status());
            for (Header header : answer.headers()) {
                response.getHeaders().add(header.name(), header.value());
            }
            byte[] body = answer.body().array();
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
            response.write(true, ByteBuffer.wrap(body), callback);
        }
    }
}
