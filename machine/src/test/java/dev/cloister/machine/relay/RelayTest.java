package dev.cloister.machine.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Real sockets on both sides.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RelayTest {

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private HttpServer broker;
    private Relay relay;

    @BeforeEach
    void setUp() throws IOException {
        broker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        broker.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Cloister-Nonce") + " " + new String(body, ISO_8859_1));
            exchange.getResponseHeaders().add("Cloister-Statement", "signed");
            byte[] answer = ("got " + body.length).getBytes(ISO_8859_1);
            exchange.sendResponseHeaders(401, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        broker.start();
        relay = Relay.open("http://127.0.0.1:" + broker.getAddress().getPort());
    }

    @AfterEach
    void tearDown() {
        relay.close();
        broker.stop(0);
    }

    @Test
    void passesRequestAndAnswerOnUnchanged() throws IOException {
        String answer = send("POST /kbs/v0/attest?x=a%2fb HTTP/1.1\r\nHost: 10.0.2.100\r\nCloister-Nonce: abc\r\n"
                + "Content-Length: 5\r\n\r\nhello");

        assertThat(seen).containsExactly("POST /kbs/v0/attest?x=a%2fb abc hello");
        assertThat(answer)
                .startsWith("HTTP/1.1 401")
                .containsIgnoringCase("Cloister-Statement: signed")
                .endsWith("got 5");
    }

    @Test
    void severalRequestsOverOneConnection() throws IOException {
        String one = "POST /kbs/v0/auth HTTP/1.1\r\nCloister-Nonce: 1\r\nContent-Length: 1\r\n\r\na";
        String two = "POST /kbs/v0/attest HTTP/1.1\r\nCloister-Nonce: 2\r\nContent-Length: 2\r\n\r\nbb";
        String notAllowed = "GET /healthz HTTP/1.1\r\n\r\n";

        String answers = send(one + two + notAllowed + one);

        assertThat(seen).containsExactly("POST /kbs/v0/auth 1 a", "POST /kbs/v0/attest 2 bb");
        assertThat(answers)
                .contains("got 1HTTP/1.1 401")
                .contains("got 2HTTP/1.1 403")
                .endsWith("not-allowed\"}");
        assertThat(answers.substring(0, answers.indexOf("got 2"))).doesNotContainIgnoringCase("connection:");
    }

    @Test
    void theGuestMayCloseItself() throws IOException {
        String last = "GET /kbs/v0/auth HTTP/1.1\r\nConnection: close\r\n\r\n";
        send(last + last);
        assertThat(seen).hasSize(1);
    }

    @Test
    void answersWithoutLengthEndTheConnection() throws IOException {
        broker.createContext("/kbs/v0/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("in chunks".getBytes(ISO_8859_1));
            exchange.close();
        });
        String request = "GET /kbs/v0/endless HTTP/1.1\r\n\r\n";

        String answer = send(request + request);

        assertThat(answer).contains("Connection: close").contains("in chunks");
        assertThat(answer.split("HTTP/1.1 200")).as("one answer").hasSize(2);
    }

    @Test
    void anAnswerThatIsNone() throws IOException, InterruptedException {
        try (ServerSocket odd = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Relay to = Relay.open("http://127.0.0.1:" + odd.getLocalPort())) {
            Thread thread = Thread.ofVirtual().start(() -> {
                try (Socket socket = odd.accept()) {
                    socket.getInputStream().readNBytes(20);
                    socket.getOutputStream().write("hello\r\nno header\r\n\r\n".getBytes(ISO_8859_1));
                    socket.shutdownOutput();
                    socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                    seen.add(e.toString());
                }
            });
            assertThat(send(to, "GET /kbs/v0/auth HTTP/1.1\r\n\r\n"))
                    .startsWith("HTTP/1.1 502 ")
                    .endsWith("bad-answer\"}");
            thread.join();
        }
        assertThat(seen).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1",
                "GET /healthz HTTP/1.1",
                "GET /cloister/v1/identity HTTP/1.1",
                "GET /kbs/v0 HTTP/1.1",
                "GET /kbs/v0/../../cloister/v1/identity HTTP/1.1",
                "GET /kbs/v0/%2e%2e/%2e%2e/cloister/v1/identity HTTP/1.1",
                "GET /kbs/v0//cloister/v1 HTTP/1.1",
                "GET /kbs/v0/./x HTTP/1.1",
                "GET /kbs/v0/x/.. HTTP/1.1",
                "GET /kbs/v0/x;y HTTP/1.1",
                "GET http://127.0.0.1/kbs/v0/auth HTTP/1.1",
                "DELETE /kbs/v0/resource/a/b/c HTTP/1.1",
                "PUT /kbs/v0/resource/a/b/c HTTP/1.1",
                "CONNECT 127.0.0.1:22 HTTP/1.1",
            })
    void refusesOtherPathsAndMethods(String requestLine) throws IOException {
        assertThat(send(requestLine + "\r\n\r\n")).startsWith("HTTP/1.1 403 ").endsWith("{\"error\":\"not-allowed\"}");
        assertThat(seen).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /kbs/v0/auth\r\n\r\n",
                "GET  /kbs/v0/auth HTTP/1.1\r\n\r\n",
                "GET /kbs/v0/auth HTTP/2\r\n\r\n",
                "GET /kbs/v0/auth HTTP/1.1\r\nno colon\r\n\r\n",
                "GET /kbs/v0/auth HTTP/1.1\r\nA : b\r\n\r\n",
                "GET /kbs/v0/auth HTTP/1.1\r\nA: b\r\n folded\r\n\r\n",
                "GET /kbs/v0/auth HTTP/1.1\r\nA: b\rc\r\n\r\n",
                "POST /kbs/v0/auth HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /kbs/v0/auth HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx",
                "POST /kbs/v0/auth HTTP/1.1\r\nContent-Length: +1\r\n\r\nx",
                "POST /kbs/v0/auth HTTP/1.1\r\nContent-Length: 8388609\r\n\r\nx",
                "POST /kbs/v0/auth HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\nx",
                "GET /kbs/v0/auth HTTP/1.1\r\nCut: off",
                "POST /kbs/v0/auth HTTP/1.1\r\nContent-Length: 5\r\n\r\nfour",
            })
    void refusesWhatIsNoRequest(String request) throws IOException {
        assertThat(send(request)).startsWith("HTTP/1.1 400 ");
        assertThat(seen).isEmpty();
    }

    @Test
    void headsAreBounded() throws IOException {
        String many = "GET /kbs/v0/auth HTTP/1.1\r\n" + "A: b\r\n".repeat(65) + "\r\n";
        String longOne = "GET /kbs/v0/auth HTTP/1.1\r\nA: " + "b".repeat(17 << 10) + "\r\n\r\n";

        assertThat(send(many)).startsWith("HTTP/1.1 400 ");
        assertThat(send(longOne)).isIn("", send(many)); // reset or answered: more was sent than was read
        assertThat(seen).isEmpty();
    }

    @Test
    void everyTruncatedHeadIsRefused() throws IOException {
        String head = "GET /kbs/v0/auth HTTP/1.1\r\nHost: x\r\n\r\n";
        for (int length = 1; length < head.length(); length += 5) {
            assertThat(send(head.substring(0, length))).startsWith("HTTP/1.1 400 ");
        }
        assertThat(seen).isEmpty();
    }

    @Test
    void brokerOutOfReach() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (Relay lost = Relay.open("http://127.0.0.1:" + port)) {
            assertThat(send(lost, "GET /kbs/v0/auth HTTP/1.1\r\n\r\n"))
                    .startsWith("HTTP/1.1 502 ")
                    .endsWith("{\"error\":\"broker-unreachable\"}");
        }
    }

    @Test
    void aPathBeforeTheBrokersOwnIsKept() throws IOException {
        try (Relay deep = Relay.open("http://127.0.0.1:" + broker.getAddress().getPort() + "/tenant/")) {
            send(deep, "GET /kbs/v0/cloister/keys?audience=a HTTP/1.1\r\nCloister-Nonce: n\r\n\r\n");
        }
        assertThat(seen).containsExactly("GET /tenant/kbs/v0/cloister/keys?audience=a n ");
    }

    @Test
    void closingEndsOpenConnections() throws IOException {
        try (Socket idle = new Socket(InetAddress.getLoopbackAddress(), relay.port())) {
            idle.getOutputStream().write("GET".getBytes(ISO_8859_1));
            send("GET /kbs/v0/auth HTTP/1.1\r\n\r\n"); // so that the idle one was taken before
            relay.close();
            assertThat(ended(idle)).isTrue();
        }
    }

    private static boolean ended(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException e) {
            return true;
        }
    }

    private String send(String request) throws IOException {
        return send(relay, request);
    }

    private static String send(Relay to, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), to.port())) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
