package dev.cloister.cli.drill.attack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// A guest's page, as anybody on the host fetches it.
public final class Web {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 100;

    private Web() {}

    /// A port to publish.
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// What is answered at this port, as soon as somebody does; empty where nobody does.
    public static String page(int port) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .timeout(ANSWER_WITHIN)
                .build();
        long end = System.nanoTime() + ANSWER_WITHIN.toNanos();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (System.nanoTime() < end) {
                try {
                    return client.send(request, HttpResponse.BodyHandlers.ofString())
                            .body();
                } catch (IOException notYet) {
                    Thread.sleep(POLL_MILLIS);
                }
            }
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while fetching the page of a guest", e);
        }
    }
}
