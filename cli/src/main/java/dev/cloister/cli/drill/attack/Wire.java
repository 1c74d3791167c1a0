package dev.cloister.cli.drill.attack;

import dev.cloister.bytes.Bytes;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.guest.Reply;
import dev.cloister.protocol.guest.Request;
import dev.cloister.protocol.guest.Transport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/// The network to a broker, for requests of anybody.
public final class Wire implements Transport, AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final String url;
    private final HttpClient http;

    public Wire(String url) {
        this(url, HttpClient.newBuilder());
    }

    /// With TLS that takes the certificates of this context.
    public Wire(String url, SSLContext tls) {
        this(url, HttpClient.newBuilder().sslContext(tls));
    }

    private Wire(String url, HttpClient.Builder http) {
        this.url = url;
        this.http = http.version(HttpClient.Version.HTTP_1_1).build();
    }

    @Override
    public Reply send(Request request) throws IOException {
        HttpRequest.Builder out = HttpRequest.newBuilder(URI.create(url + request.target()))
                .timeout(TIMEOUT)
                .method(
                        request.method(),
                        BodyPublishers.ofByteArray(request.body().array()));
        request.headers().forEach(header -> out.header(header.name(), header.value()));
        HttpResponse<byte[]> in;
        try {
            in = http.send(out.build(), BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + url, e);
        }
        List<Header> headers = new ArrayList<>();
        in.headers().map().forEach((name, values) -> values.forEach(value -> headers.add(new Header(name, value))));
        return new Reply(in.statusCode(), headers, Bytes.of(in.body()));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
