package dev.cloister.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// A home that works with a broker elsewhere.
class ChosenBrokerTest {
    private static final String KEY = "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\"}";

    @RegisterExtension
    private final CommandLineRun command = new CommandLineRun();

    @TempDir
    private Path folder;

    private HttpServer broker;
    private String url;
    private volatile char root = 'A';
    private volatile int admission = 401;
    private final List<String> posted = new ArrayList<>();

    @BeforeEach
    void serve() throws IOException {
        broker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        broker.createContext("/", exchange -> {
            boolean identity = exchange.getRequestURI().getPath().endsWith("/identity");
            if (exchange.getRequestMethod().equals("POST")) {
                posted.add(exchange.getRequestURI().getPath());
            }
            String half = String.valueOf(root).repeat(42) + "A";
            byte[] body = ("{\"audience\":\"acme\",\"epoch\":1,\"rootKeys\":[" + KEY.formatted(half, half) + "]}")
                    .getBytes(StandardCharsets.UTF_8);
            int other = exchange.getRequestURI().getPath().contains("/release-policies/") ? 404 : admission;
            exchange.sendResponseHeaders(identity ? 200 : other, identity ? body.length : -1);
            if (identity) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        broker.start();
        url = "http://127.0.0.1:" + broker.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        broker.stop(0);
    }

    private int run(String line) {
        return command.run((line + " --home " + folder.resolve("home")).split(" "));
    }

    @Test
    void theKeyIsMadeOnceAndOnlyItsPublicHalfIsPrinted() throws IOException {
        assertThat(run("broker key")).isZero();
        String first = command.out();
        assertThat(first).startsWith("-----BEGIN PUBLIC KEY-----\n").doesNotContain("PRIVATE");
        assertThat(run("broker key")).isZero();
        assertThat(command.out()).isEqualTo(first);
        Path file = folder.resolve("home/state/admin.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void whoeverIsNotItsOwnerIsTold() throws Malformed {
        assertThat(run("broker use --json " + url)).isZero();
        assertThat(command.json().flag("owner")).isFalse();
        assertThat(command.json().text("audience")).isEqualTo("acme");
        assertThat(run("broker use " + url)).isZero();
        assertThat(command.out()).contains("does not take this home for its owner", "broker key");

        run("broker key");
        admission = 200;
        assertThat(run("broker use --json " + url)).isZero();
        assertThat(command.json().flag("owner")).isTrue();
    }

    @Test
    void anotherRootKeyThanExpectedIsNotTaken() throws Malformed {
        assertThat(run("broker use --root-key other " + url)).isEqualTo(Exit.REFUSED);
        assertThat(folder.resolve("home/state/broker-in-use.json")).doesNotExist();
        run("broker use --json " + url);
        String rootKey = command.json().texts("rootKeys").getFirst();
        assertThat(run("broker use --root-key " + rootKey + " " + url)).isZero();
    }

    @Test
    void nothingGoesToAnotherBrokerThatAnswersLater() throws IOException {
        run("broker key");
        admission = 200;
        assertThat(run("broker use " + url)).isZero();
        Path secret = Files.writeString(folder.resolve("password"), "canary");
        assertThat(run("secret set kbs:///a/b/c " + secret)).isZero();
        assertThat(posted).hasSize(1);

        root = 'B';
        assertThat(run("secret set kbs:///a/b/c " + secret)).isEqualTo(Exit.UNAVAILABLE);
        assertThat(command.err()).contains("is not the broker that this home uses", "broker use " + url);
        assertThat(posted).hasSize(1);

        broker.stop(0);
        assertThat(run("secret set kbs:///a/b/c " + secret)).isEqualTo(Exit.UNAVAILABLE);
        assertThat(command.err()).contains("cannot be reached", "tunnel", "broker use home");
    }

    @Test
    void itGoesBackToItsOwn() throws Malformed {
        run("broker use " + url);
        assertThat(run("broker use --json home")).isZero();
        assertThat(command.json().text("url")).isEqualTo("home");
        assertThat(folder.resolve("home/state/broker-in-use.json")).doesNotExist();
        assertThat(run("broker use nonsense")).isEqualTo(Exit.USAGE);
    }

    @Test
    void aHostTellsItsOwnerWhichEmulatedChipItHas() {
        assertThat(run("doctor --emulated-policy")).isZero();
        assertThat(command.out()).contains("extends: strict-1", "EMULATED", "sha256:");
    }
}
