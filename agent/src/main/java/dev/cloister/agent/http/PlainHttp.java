package dev.cloister.agent.http;

import dev.cloister.protocol.Header;
import dev.cloister.protocol.guest.Reply;
import dev.cloister.protocol.guest.Request;
import dev.cloister.protocol.guest.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// One broker at one address. Requests go over one connection as long as the other side keeps it, since every
/// new one costs the host a process.
public final class PlainHttp implements Transport, AutoCloseable {
    private final Address address;
    private final Limits limits;
    private Socket socket = new Socket();
    private boolean kept;

    /// Where a broker is.
    public record Address(String host, int port) {
        private static final String SCHEME = "http://";
        private static final int DEFAULT_PORT = 80;

        /// From a URL of init-data, `http://HOST[:PORT]`, checked there; TLS is not spoken and earns no trust.
        public static Address of(String url) throws IOException {
            if (!url.startsWith(SCHEME)) {
                throw new IOException("the broker's URL must begin with " + SCHEME);
            }
            String rest = url.substring(SCHEME.length());
            int bracket = rest.indexOf(']');
            int colon = rest.indexOf(':', Math.max(bracket, 0));
            if (colon < 0) {
                return new Address(rest, DEFAULT_PORT);
            }
            try {
                int port = Integer.parseInt(rest.substring(colon + 1));
                if (port < 1 || port > 0xffff) {
                    throw new IOException("the broker's URL has no such port: " + port);
                }
                return new Address(rest.substring(0, colon), port);
            } catch (NumberFormatException e) {
                throw new IOException("the broker's URL has a port that is not a number", e);
            }
        }

        String text() {
            return port == DEFAULT_PORT ? host : host + ":" + port;
        }
    }

    /// @param connectMillis for one connection
    /// @param answerMillis for a whole answer, however it trickles in
    public record Limits(int connectMillis, int answerMillis) {
        /// Attestation may take the broker a while, as it may have to fetch collateral.
        public static final Limits USUAL = new Limits(10_000, 60_000);
    }

    public PlainHttp(Address address, Limits limits) {
        this.address = address;
        this.limits = limits;
    }

    @Override
    public Reply send(Request request) throws IOException {
        Optional<Reply> reply = kept ? attempt(request) : Optional.empty();
        if (reply.isEmpty()) {
            connect();
            reply = attempt(request);
        }
        if (reply.isEmpty()) {
            throw new IOException("the connection was closed without an answer");
        }
        return reply.get();
    }

    @Override
    public void close() {
        kept = false;
        try {
            socket.close();
        } catch (IOException e) {
            // it is of no use any more either way
        }
    }

    private void connect() throws IOException {
        close();
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(address.host(), address.port()), limits.connectMillis());
    }

    /// Empty if the other side had closed the connection before it began an answer, as it may with one that was
    /// kept.
    private Optional<Reply> attempt(Request request) throws IOException {
        kept = false;
        byte[] message = message(request);
        try {
            socket.getOutputStream().write(message);
        } catch (IOException closed) {
            return Optional.empty();
        }
        AnswerReader reader = new AnswerReader(socket, limits.answerMillis());
        if (!reader.begins()) {
            return Optional.empty();
        }
        Reply reply = reader.read();
        kept = !reader.closes();
        return Optional.of(reply);
    }

    private byte[] message(Request request) {
        StringBuilder head = new StringBuilder(512);
        line(head, request.method(), " ", request.target(), " HTTP/1.1");
        line(head, "Host: ", address.text());
        line(head, "Content-Length: ", String.valueOf(request.body().length()));
        for (Header header : request.headers()) {
            line(head, header.name(), ": ", header.value());
        }
        head.append("\r\n");
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(head.toString().getBytes(StandardCharsets.US_ASCII));
        message.writeBytes(request.body().array());
        return message.toByteArray();
    }

    /// One line of the head, whose parts must be printable ASCII: nothing from elsewhere may begin a second
    /// line.
    private static void line(StringBuilder head, String... parts) {
        for (String part : parts) {
            for (int i = 0; i < part.length(); i++) {
                if (part.charAt(i) < ' ' || part.charAt(i) > '~') {
                    throw new IllegalArgumentException("a request's head must be printable ASCII");
                }
            }
            head.append(part);
        }
        head.append("\r\n");
    }
}
