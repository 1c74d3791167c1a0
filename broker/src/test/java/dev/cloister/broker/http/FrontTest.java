package dev.cloister.broker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What goes over the wire, byte for byte, against a raw socket.
class FrontTest {
    private final Traffic traffic = new Traffic();
    private Front front;

    @BeforeEach
    void open() throws IOException {
        Routes routes = new Routes(
                List.of(
                        Route.of(
                                "POST",
                                "/echo",
                                (call, parts) -> Answer.text(200, call.body().length() + " bytes")),
                        Route.of("GET", "/target/*/x", (call, parts) -> Answer.text(200, call.target() + " " + parts)),
                        Route.of("GET", "/near", (call, parts) -> Answer.text(200, "near " + call.near())),
                        Route.of("GET", "/cookie", (call, parts) -> Answer.text(200, "[" + call.cookie("id") + "]")),
                        Route.of("GET", "/bug", (call, parts) -> {
                            throw new IllegalStateException("secret detail");
                        }),
                        Route.of("GET", "/lost", (call, parts) -> {
                            throw new IOException("secret detail");
                        }),
                        Route.of("GET", "/bad", (call, parts) -> {
                            throw new Malformed("Thing", "field", 1, "secret detail");
                        })),
                (call, parts) -> Answer.empty(404));
        front = Front.open(new InetSocketAddress("127.0.0.1", 0), routes, traffic);
    }

    @AfterEach
    void close() {
        front.close();
    }

    @Test
    void aTargetArrivesAsItWasSent() throws IOException {
        assertThat(get("/target/a%20b/x?q=1&q=%41")).endsWith("/target/a%20b/x?q=1&q=%41 [a%20b]");
        assertThat(get("/target/a%2Fb/x")).contains(" 400 ");
        assertThat(get("/near")).endsWith("near true");
    }

    @Test
    void noHeaderNamesTheServer() throws IOException {
        String answer = get("/near");
        assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").doesNotContainIgnoringCase("server:", "jetty");
        assertThat(send("GET / HTTP/9\r\n\r\n")).doesNotContainIgnoringCase("jetty", "<html", "reason");
        assertThat(send("nonsense\r\n\r\n")).contains(" 400 ").doesNotContainIgnoringCase("jetty", "<h1");
    }

    @Test
    void whatGoesWrongInsideShowsNothing() throws IOException {
        assertThat(get("/bug")).contains(" 500 ").doesNotContain("secret").endsWith("\r\n\r\n");
        assertThat(get("/lost")).contains(" 503 ").doesNotContain("secret").endsWith("\r\n\r\n");
        assertThat(get("/bad")).contains(" 400 ").doesNotContain("secret").endsWith("\r\n\r\n");
        assertThat(get("/none")).contains(" 404 ").endsWith("\r\n\r\n");
    }

    @Test
    void twoMebibytesAreReadAndNotOneByteMore() throws IOException {
        assertThat(post(Front.MAX_BODY, true)).contains(" 200 ").endsWith("2097152 bytes");
        assertThat(post(Front.MAX_BODY + 1, true)).contains(" 413 ").endsWith("payload reached size limit");
        assertThat(post(Front.MAX_BODY + 1, false)).contains(" 413 ");
    }

    @Test
    void headersAreBounded() throws IOException {
        assertThat(send("GET /near HTTP/1.1\r\nHost: x\r\nA: " + "b".repeat(10_000) + "\r\n\r\n"))
                .contains(" 431 ");
    }

    @Test
    void aCookieThatComesTwiceIsNoCookie() throws IOException {
        assertThat(send("GET /cookie HTTP/1.1\r\nHost: x\r\nCookie: a=b; id=7\r\nConnection: close\r\n\r\n"))
                .endsWith("[7]");
        assertThat(send("GET /cookie HTTP/1.1\r\nHost: x\r\nCookie: id=7; id=8\r\nConnection: close\r\n\r\n"))
                .endsWith("[]");
    }

    @Test
    void aPortThatIsTakenIsSaid() {
        assertThatThrownBy(() -> Front.open(
                        new InetSocketAddress("127.0.0.1", front.port()),
                        new Routes(List.of(), (call, parts) -> Answer.empty(404)),
                        new Traffic()))
                .isInstanceOf(IOException.class)
                .hasRootCauseInstanceOf(BindException.class);
    }

    @Test
    void healthQuestionsAreNoTraffic() throws Exception {
        get("/near");
        Thread.sleep(30);
        get("/healthz");
        assertThat(traffic.idle().toMillis()).isGreaterThanOrEqualTo(30);
        get("/near");
        assertThat(traffic.idle().toMillis()).isLessThan(1_000);
    }

    private String get(String target) throws IOException {
        return send("GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }

    private String post(int length, boolean said) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", front.port())) {
            OutputStream out = socket.getOutputStream();
            String size = said ? "Content-Length: " + length : "Transfer-Encoding: chunked";
            out.write(("POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + size + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            try {
                if (said) {
                    out.write(new byte[length]);
                } else {
                    out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                    out.write(new byte[length]);
                    out.write("\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                }
            } catch (IOException closed) {
                // The server may answer and close before it was sent everything.
            }
            return read(socket.getInputStream());
        }
    }

    private String send(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", front.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return read(socket.getInputStream());
        }
    }

    private static String read(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
}
