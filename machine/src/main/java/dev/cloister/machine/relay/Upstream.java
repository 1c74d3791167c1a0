package dev.cloister.machine.relay;

import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// The broker's address, and one connection to it per request.
record Upstream(boolean tls, String host, int port, String basePath) {

    private static final int CONNECT_MILLIS = 5_000;
    private static final int READ_MILLIS = 60_000;
    private static final long MAX_ANSWER_BYTES = 64 << 20;

    static Upstream of(String brokerUrl) {
        URI uri = URI.create(brokerUrl);
        boolean tls = "https".equals(uri.getScheme());
        int port = uri.getPort() > 0 ? uri.getPort() : tls ? 443 : 80;
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return new Upstream(tls, uri.getHost(), port, path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    }

    /// With TLS the name of the host is checked, as in a browser.
    Socket connect() throws IOException {
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(bareHost(), port), CONNECT_MILLIS);
            plain.setSoTimeout(READ_MILLIS);
            if (!tls) {
                return plain;
            }
            SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
            SSLSocket secure = (SSLSocket) factory.createSocket(plain, bareHost(), port, true);
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secure.startHandshake();
            return secure;
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    private String bareHost() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /// Sends the request; the connection ends with the answer.
    void send(GuestRequest request, OutputStream out) throws IOException {
        String line = request.method() + " " + basePath + request.target() + " HTTP/1.1";
        out.write(request.head().bytes(line, "Host: " + host + ":" + port, "Connection: close"));
        out.write(request.body().array());
        out.flush();
    }

    /// Passes the answer on. `true`: it had a length and was passed on whole, so that the guest's connection can be
    /// used again; `false`: it ends where the connection ends.
    static boolean passAnswer(InputStream from, OutputStream to) throws IOException, Malformed {
        MessageHead head = MessageHead.read(from).orElseThrow(() -> MessageHead.bad("answer", "is empty"));
        boolean framed = !head.chunked() && head.length() != MessageHead.NO_LENGTH;
        if (head.chunked()) {
            to.write(head.bytes(head.firstLine(), "Transfer-Encoding: chunked", "Connection: close"));
            copy(from, to, MAX_ANSWER_BYTES);
            return false;
        }
        to.write(framed ? head.bytes(head.firstLine()) : head.bytes(head.firstLine(), "Connection: close"));
        long wanted = framed ? Math.min(head.length(), MAX_ANSWER_BYTES) : MAX_ANSWER_BYTES;
        return copy(from, to, wanted) == head.length();
    }

    private static long copy(InputStream from, OutputStream to, long bytes) throws IOException {
        byte[] buffer = new byte[1 << 14];
        long left = bytes;
        int read;
        while (left > 0 && (read = from.read(buffer, 0, (int) Math.min(buffer.length, left))) >= 0) {
            to.write(buffer, 0, read);
            left -= read;
        }
        to.flush();
        return bytes - left;
    }
}
