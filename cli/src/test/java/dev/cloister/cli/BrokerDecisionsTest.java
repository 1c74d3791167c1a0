package dev.cloister.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// What an owner says and hears about releases, with a broker that answers from a table.
class BrokerDecisionsTest {
    private static final String KEY =
            "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" + "A".repeat(43) + "\",\"y\":\"" + "A".repeat(43) + "\"}";
    private static final String DECISION =
            "{\"case\":\"7f3a91c2\",\"time\":\"2026-11-24T08:00:00Z\",\"outcome\":\"denied\","
                    + "\"step\":\"G3\",\"path\":\"web/password/1\",\"initData\":\"\",\"reportHex\":\"\",\"findings\":[{\"code\":"
                    + "\"wrong-vmpl\",\"sentence\":\"privilege level\",\"field\":\"VMPL\",\"expected\":\"exactly 0\",\"got\":\"2\","
                    + "\"source\":\"trust policy strict-1\",\"remedy\":\"ask from level 0\"}]}";
    private static final Map<String, String> ANSWERS = Map.of(
            "/cloister/v1/identity",
            "{\"audience\":\"acme\",\"epoch\":1,\"rootKeys\":[" + KEY + "]}",
            "/cloister/v1/audit",
            "{}",
            "/cloister/v1/release-policies/web/password/1/clients",
            "{\"version\":7}",
            "/v1/decisions",
            "[{\"case\":\"7f3a91c2\",\"time\":\"2026-11-24T08:00:00Z\",\"outcome\":\"denied\",\"step\":\"G3\","
                    + "\"path\":\"web/password/1\",\"findings\":[\"wrong-vmpl\",\"debug-allowed\"]}]",
            "/v1/decisions/7f3a91c2",
            DECISION);

    @RegisterExtension
    private final CommandLineRun command = new CommandLineRun();

    @TempDir
    private Path folder;

    private HttpServer broker;
    private final List<String> bodies = new ArrayList<>();

    @BeforeEach
    void serve() throws IOException {
        broker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        broker.createContext("/", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            String answer = ANSWERS.get(exchange.getRequestURI().getPath());
            byte[] body = (answer == null ? "none" : answer).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        broker.start();
        run("broker key");
        assertThat(run("broker use http://127.0.0.1:" + broker.getAddress().getPort()))
                .isZero();
    }

    @AfterEach
    void stop() {
        broker.stop(0);
    }

    private int run(String line) {
        return command.run((line + " --home " + folder.resolve("home")).split(" "));
    }

    @Test
    void whoMayAsk() throws Malformed {
        assertThat(run("broker admit kbs:///web/password/1 plain-kbs")).isZero();
        assertThat(command.out()).isEqualTo("From now on may ask for kbs:///web/password/1: channel, plain-kbs\n");
        assertThat(bodies.getLast()).isEqualTo("{\"clients\":[\"channel\",\"plain-kbs\"]}");
        assertThat(run("broker admit --json kbs:///web/password/1 channel")).isZero();
        assertThat(command.json().number("version")).isEqualTo(7);
        assertThat(bodies.getLast()).isEqualTo("{\"clients\":[\"channel\"]}");
        assertThat(run("broker admit kbs:///web/other/1 plain-kbs")).isEqualTo(Exit.UNAVAILABLE);
    }

    @Test
    void aTokenForAnotherProgram() throws Malformed {
        assertThat(run("broker token")).isZero();
        assertThat(command.out().strip().split("\\.", -1)).hasSize(3);
        assertThat(run("broker token --json")).isZero();
        assertThat(command.json().text("token")).isNotEmpty();
    }

    @Test
    void whatWasRefused() throws Malformed {
        assertThat(run("broker decisions")).isZero();
        assertThat(command.out())
                .isEqualTo("2026-11-24T08:00:00Z  7f3a91c2  denied  web/password/1  wrong-vmpl, debug-allowed\n");
        assertThat(run("broker decisions --json")).isZero();
        assertThat(command.json().array("decisions")).hasSize(1);
    }

    @Test
    void whyItWasRefused() throws Malformed {
        assertThat(run("broker decisions 7f3a91c2")).isZero();
        assertThat(command.out()).isEqualTo("""
                denied, kbs:///web/password/1, at step G3, 2026-11-24T08:00:00Z
                  wrong-vmpl: privilege level
                    expected: exactly 0
                    got: 2
                    source: trust policy strict-1
                    remedy: ask from level 0
                """);
        assertThat(run("broker decisions --json 7f3a91c2")).isZero();
        assertThat(command.json().text("case")).isEqualTo("7f3a91c2");
        assertThat(run("broker decisions 00000000")).isEqualTo(Exit.UNAVAILABLE);
    }
}
