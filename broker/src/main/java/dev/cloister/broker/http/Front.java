package dev.cloister.broker.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.eclipse.jetty.http.HttpHeader;
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

    /// Bodies up to this have a room of their own, so that large ones cannot keep them out.
    static final int SMALL_BODY = 64 * 1024;

    private static final int MIB_IN_KIB = 1024;

    private static final int MAX_HEADERS = 8 * 1024;
    private static final int MAX_CONNECTIONS = 1024;
    private static final int MAX_CONCURRENT = MAX_CONNECTIONS + 64;
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
        Intake small = new Intake(8 * MIB_IN_KIB, 2 * MIB_IN_KIB, Duration.ofSeconds(10));
        Intake large = new Intake(24 * MIB_IN_KIB, 4 * MIB_IN_KIB, Duration.ofSeconds(30));
        return open(listen, new Edge(routes, traffic, small, large));
    }

    static Front open(InetSocketAddress listen, Edge edge) throws IOException {
        Server server = new Server(new VirtualThreadPool(MAX_CONCURRENT));
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(limits()));
        connector.setHost(listen.getHostString());
        connector.setPort(listen.getPort());
        connector.setIdleTimeout(IDLE_CONNECTION.toMillis());
        connector.setShutdownIdleTimeout(IDLE_AT_STOP.toMillis());
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, connector));
        server.setErrorHandler(Front::sayStatusOnly);
        server.setHandler(new GracefulHandler(new MinimumDataRateHandler(edge, MIN_BYTES_PER_SECOND, 0)));
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
}
