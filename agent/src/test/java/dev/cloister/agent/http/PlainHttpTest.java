package dev.cloister.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.agent.http.PlainHttp.Address;
import dev.cloister.agent.http.PlainHttp.Limits;
import dev.cloister.bytes.Bytes;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.guest.Reply;
import dev.cloister.protocol.guest.Request;
import dev.cloister.protocol.guest.Transport;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against a server that sends exactly what it is told to.
class PlainHttpTest {
    private static final String GOOD =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nSet-Cookie: a=b; Expires=x\r\n"
                    + "Content-Length: 5\r\nCloister-Statement: x.y.z\r\n\r\nhello";
    private static final Limits SHORT = new Limits(2000, 300);
    private static final Limits USUAL = new Limits(2000, 5000);

    private HostileServer server = new HostileServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whatIsSentIsHttp() throws IOException {
        server.answer(GOOD);
        Reply reply = client(USUAL)
                .send(new Request(
                        "POST",
                        "/kbs/v0/auth?a=b",
                        List.of(new Header("Cookie", "c=d"), new Header("Cloister-Nonce", "n")),
                        Bytes.utf8("{\"a\":1}")));
        assertThat(server.request(0)).isEqualTo("""
                POST /kbs/v0/auth?a=b HTTP/1.1\r
                Host: 127.0.0.1:%d\r
                Content-Length: 7\r
                Cookie: c=d\r
                Cloister-Nonce: n\r
                \r
                {"a":1}""".formatted(server.port()));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo(Bytes.utf8("hello"));
        assertThat(reply.headers())
                .containsExactly(
                        new Header("Content-Type", "application/json"),
                        new Header("Set-Cookie", "a=b; Expires=x"),
                        new Header("Content-Length", "5"),
                        new Header("Cloister-Statement", "x.y.z"));
    }

    @Test
    void aConnectionThatIsKeptIsUsedAgain() throws IOException {
        server.answer(GOOD).answer(GOOD.replace("hello", "again")).keep();
        try (PlainHttp client = client(USUAL)) {
            assertThat(get(client).body()).isEqualTo(Bytes.utf8("hello"));
            assertThat(get(client).body()).isEqualTo(Bytes.utf8("again"));
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void aConnectionThatWasClosedMeanwhileIsReplacedOnce() throws IOException {
        server.answer(GOOD).answer(GOOD);
        try (PlainHttp client = client(USUAL)) {
            get(client);
            assertThat(get(client).body()).isEqualTo(Bytes.utf8("hello"));
        }
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void connectionCloseIsObeyed() throws IOException {
        server.answer(GOOD.replace("Content-Type: application/json", "Connection: close"))
                .answer(GOOD)
                .keep();
        try (PlainHttp client = client(USUAL)) {
            get(client);
            get(client);
        }
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void anAnswerCutAnywhereIsNone() {
        for (int length = 0; length < GOOD.length(); length++) {
            server.answer(GOOD.substring(0, length));
            assertThatThrownBy(() -> get(client(USUAL))).as("%d bytes", length).isInstanceOf(IOException.class);
        }
    }

    @Test
    void anAnswerInManyPiecesIsOne() throws IOException {
        server.answer(GOOD).bytewise();
        assertThat(get(client(USUAL)).body()).isEqualTo(Bytes.utf8("hello"));
    }

    /// What follows the body is not looked at; it can only be taken for the beginning of the next answer.
    @Test
    void bytesBehindTheBodyAreNotPartOfIt() throws IOException {
        server.answer(GOOD + "x");
        assertThat(get(client(USUAL)).body()).isEqualTo(Bytes.utf8("hello"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/2 200\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 099 Low\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 700 High\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 20 Short\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 2000 Long\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: 0x5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: 6291457\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: identity\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n folded\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nno colon\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\n: no name\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\rX: y\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nX: \u0000\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nX: \u00e9\r\nContent-Length: 5\r\n\r\nhello",
                "SSH-2.0-OpenSSH\r\n"
            })
    void answersThatAreNotPlainAreRefused(String answer) {
        server.answer(answer);
        assertThatThrownBy(() -> get(client(USUAL))).isInstanceOf(IOException.class);
    }

    @Test
    void headsAreBounded() {
        server.answer("HTTP/1.1 200 OK\r\nX: " + "y".repeat(17_000) + "\r\nContent-Length: 0\r\n\r\n");
        assertThatThrownBy(() -> get(client(USUAL))).hasMessageContaining("longer than");
        server.answer("HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(65) + "Content-Length: 0\r\n\r\n");
        assertThatThrownBy(() -> get(client(USUAL))).hasMessageContaining("header lines");
    }

    @Test
    void theLongestBodyIsTaken() throws IOException {
        server.answer("HTTP/1.1 200 OK\r\nContent-Length: " + Transport.MAX_BODY_BYTES + "\r\n\r\n"
                + "z".repeat(Transport.MAX_BODY_BYTES));
        assertThat(get(client(USUAL)).body().length()).isEqualTo(Transport.MAX_BODY_BYTES);
    }

    @Test
    void silenceAndTricklingBothEnd() {
        server.answer("HTTP/1.1 200 OK\r\n").stall();
        assertThatThrownBy(() -> get(client(SHORT))).isInstanceOf(SocketTimeoutException.class);
        server.close();
        server = new HostileServer();
        server.answer("HTTP/1.1 200 OK\r\nX: " + "y".repeat(400)).bytewise();
        assertThatThrownBy(() -> get(client(SHORT))).isInstanceOf(IOException.class);
    }

    @Test
    void nobodyThereIsNoAnswer() {
        server.close();
        assertThatThrownBy(() -> get(client(SHORT))).isInstanceOf(IOException.class);
    }

    @Test
    void aRequestThatWouldBreakItsLinesIsOurBug() {
        for (String bad : new String[] {"a\r\nX: y", "a\nb", "\u00e9"}) {
            Request request = new Request("GET", "/", List.of(new Header("Cookie", bad)), Bytes.EMPTY);
            assertThatThrownBy(() -> client(SHORT).send(request)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void addressesComeFromPlainUrlsOnly() throws IOException {
        assertThat(Address.of("http://10.0.2.100:80")).isEqualTo(new Address("10.0.2.100", 80));
        assertThat(Address.of("http://10.0.2.100")).isEqualTo(new Address("10.0.2.100", 80));
        assertThat(Address.of("http://[::1]:8080")).isEqualTo(new Address("[::1]", 8080));
        assertThat(Address.of("http://[::1]")).isEqualTo(new Address("[::1]", 80));
        for (String bad : List.of("https://10.0.2.100", "10.0.2.100", "http://a:b", "http://a:0", "http://a:70000")) {
            assertThatThrownBy(() -> Address.of(bad)).isInstanceOf(IOException.class);
        }
    }

    private PlainHttp client(Limits limits) {
        return new PlainHttp(new Address("127.0.0.1", server.port()), limits);
    }

    private static Reply get(PlainHttp client) throws IOException {
        return client.send(new Request("GET", "/", List.of(), Bytes.utf8("")));
    }
}
