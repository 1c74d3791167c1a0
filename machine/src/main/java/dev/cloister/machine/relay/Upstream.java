package dev.cloister.machine.relay;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// The broker's address, and one connection to it per request.
record Upstream(boolean tls, String host, int port, String basePath) {

    private static final int CONNECT_MILLIS = 5_000;
    private static final int READ_MILLIS = 60_000;

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

    /// Sends head and body; the answer then ends where the connection ends.
    void send(RequestHead head, byte[] body, OutputStream out) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append(head.method())
                .append(' ')
                .append(basePath)
                .append(head.target())
                .append(" HTTP/1.1\r\n");
        text.append("Host: ").append(host).append(':').append(port).append("\r\n");
        text.append("Connection: close\r\n");
        for (String header : head.headers()) {
            text.append(header).append("\r\n");
        }
        text.append("\r\n");
        out.write(text.toString().getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        out.flush();
    }

    static void copyAnswer(InputStream from, OutputStream to, long maxBytes) throws IOException {
        byte[] buffer = new byte[1 << 14];
        long left = maxBytes;
        int read;
        while (left > 0 && (read = from.read(buffer, 0, (int) Math.min(buffer.length, left))) >= 0) {
            to.write(buffer, 0, read);
            left -= read;
        }
        to.flush();
    }
}
