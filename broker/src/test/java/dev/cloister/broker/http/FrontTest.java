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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What goes over the wire, byte for byte, against a raw socket.
class FrontTest {
    private static final InetSocketAddress HERE = new InetSocketAddress("127.0.0.1", 0);

    private final Traffic traffic = new Traffic();
    private Routes routes;
    private Front front;

    @BeforeEach
    void open() throws IOException {
        Routes routes = new Routes(
                List.of(
                        Route.of(
                                        Right.ANYBODY,
                                        "POST",
                                        "/echo",
                                        (call, parts) ->
                                                Answer.text(200, call.body().length() + " bytes"))
                                .taking(Front.MAX_BODY),
                        Route.of(
                                Right.ANYBODY,
                                "POST",
                                "/little",
                                (call, parts) -> Answer.text(200, call.body().length() + " bytes")),
                        Route.of(
                                Right.ANYBODY,
                                "GET",
                                "/target/*/x",
                                (call, parts) -> Answer.text(200, call.target() + " " + parts)),
                        Route.of(
                                Right.ANYBODY,
                                "GET",
                                "/near",
                                (call, parts) -> Answer.text(200, "near " + call.near())),
                        Route.of(
                                Right.ANYBODY,
                                "GET",
                                "/cookie",
                                (call, parts) -> Answer.text(200, "[" + call.cookie("id") + "]")),
                        Route.of(Right.ANYBODY, "GET", "/bug", (call, parts) -> {
                            throw new IllegalStateException("secret detail");
                        }),
                        Route.of(Right.ANYBODY, "GET", "/lost", (call, parts) -> {
                            throw new IOException("secret detail");
                        }),
                        Route.of(Right.ANYBODY, "GET", "/bad", (call, parts) -> {
                            throw new Malformed("Thing", "field", 1, "secret detail");
                        })),
                (call, parts) -> Answer.empty(404));
        this.routes = routes;
        front = Front.open(HERE, routes, traffic);
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
    void eachRouteSaysHowMuchItTakes() throws IOException {
        assertThat(post("/little", 4096, 4096)).contains(" 200 ").endsWith("4096 bytes");
        assertThat(post("/little", 4097, 0)).contains(" 413 ");
        assertThat(post("/none", 4097, 0)).contains(" 413 ");
        assertThat(send("GET /near HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n"))
                .contains(" 413 ");
    }

    /// A sender that writes all before it reads: what nobody took of it must not turn the answer into a reset.
    @Test
    void aRefusalArrivesHoweverMuchWasSent() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Socket socket = new Socket("127.0.0.1", front.port())) {
                socket.setSoTimeout(5_000);
                socket.getOutputStream().write(head("/little", 100_000));
                for (int part = 0; part < 10; part++) {
                    Thread.sleep(2);
                    socket.getOutputStream().write(new byte[10_000]);
                }
                assertThat(read(socket.getInputStream())).contains(" 413 ");
            }
        }
    }

    @Test
    void claimedLengthsTakeNoRoom() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                Socket socket = new Socket("127.0.0.1", front.port());
                slow.add(socket);
                socket.getOutputStream().write(head("/echo", Front.MAX_BODY));
                socket.getOutputStream().write(new byte[100]);
            }
            Thread.sleep(200);
            long start = System.nanoTime();
            assertThat(get("/near")).contains(" 200 ");
            assertThat(post("/echo", Front.MAX_BODY, Front.MAX_BODY)).contains(" 200 ");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void bodiesThatArrivedFillTheLargeRoomAndNoOther() throws Exception {
        reopen(new Intake(64, 64, Duration.ofSeconds(20)), new Intake(1024, 1024, Duration.ofSeconds(20)));
        try (Socket half = new Socket("127.0.0.1", front.port())) {
            half.getOutputStream().write(head("/echo", 1024 * 1024));
            half.getOutputStream().write(new byte[1024 * 1024 - 1]);
            Thread.sleep(200);
            assertThat(post("/little", 4096, 4096)).contains(" 200 ");
            assertThat(post("/echo", 4096, 4096)).contains(" 503 ");
            half.getOutputStream().write(0);
            assertThat(read(half.getInputStream())).endsWith("1048576 bytes");
        }
        assertThat(post("/echo", 4096, 4096)).contains(" 200 ");
    }

    @Test
    void aBodyHasOneTimeToArriveHoweverItTrickles() throws Exception {
        reopen(new Intake(64, 64, Duration.ofMillis(400)), new Intake(1024, 1024, Duration.ofMillis(400)));
        assertThat(post("/little", 4096, 1)).contains(" 408 ");
        try (Socket socket = new Socket("127.0.0.1", front.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(head("/echo", 1024 * 1024));
            long start = System.nanoTime();
            int sent = 0;
            while (socket.getInputStream().available() == 0 && sent++ < 100) {
                socket.getOutputStream().write(new byte[1000]);
                Thread.sleep(30);
            }
            assertThat(read(socket.getInputStream())).contains(" 408 ");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        }
        assertThat(post("/echo", 4096, 4096)).contains(" 200 ");
    }

    @Test
    void onlySoMuchIsAnsweredAtOneTime() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        routes = new Routes(
                List.of(Route.of(Right.ANYBODY, "POST", "/echo", (call, parts) -> {
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                            inside.decrementAndGet();
                            return Answer.empty(200);
                        })
                        .taking(Front.MAX_BODY)),
                (call, parts) -> Answer.empty(404));
        reopen(new Intake(64, 64, Duration.ofSeconds(5)), new Intake(4096, 200, Duration.ofSeconds(5)));
        ConcurrentLinkedQueue<String> answers = new ConcurrentLinkedQueue<>();
        List<Thread> threads = IntStream.range(0, 8)
                .mapToObj(i -> Thread.ofVirtual().start(() -> {
                    try {
                        answers.add(post("/echo", 100 * 1024, 100 * 1024));
                    } catch (IOException lost) {
                        answers.add(lost.toString());
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(answers).hasSize(8).allMatch(answer -> answer.contains(" 200 "));
        assertThat(most.get()).isBetween(1, 2);
    }

    private void reopen(Intake small, Intake large) throws IOException {
        front.close();
        front = Front.open(HERE, new Edge(routes, traffic, small, large));
    }

    private static byte[] head(String target, int length) {
        return ("POST " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: " + length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private String post(String target, int claimed, int sent) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", front.port())) {
            socket.getOutputStream().write(head(target, claimed));
            try {
                socket.getOutputStream().write(new byte[sent]);
                return read(socket.getInputStream());
            } catch (IOException closed) {
                return read(socket.getInputStream());
            }
        }
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
