package dev.cloister.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.JsonFields;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The broker as a process: how it starts, says where it is, stops, and does not start.
class MainTest {
    @TempDir
    Path home;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void wrongUsageIsSaid() {
        assertThat(run("--home")).isEqualTo(64);
        assertThat(words()).contains("--home", "usage:");
    }

    @Test
    void aPortThatIsTakenIsOneSentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = "127.0.0.1:" + taken.getLocalPort();
            assertThat(run("--home", home.toString(), "--listen", port)).isEqualTo(69);
            assertThat(words().lines()).hasSize(1);
            assertThat(words()).contains(port, "in use");
            assertThat(home.resolve("broker/run.json")).doesNotExist();
        }
    }

    @Test
    void aMissingMasterKeyIsOneSentence() throws IOException {
        assertThat(run("--home", home.toString(), "--listen", "127.0.0.1:0", "--idle-seconds", "1"))
                .isZero();
        Files.delete(home.resolve("broker/master.key"));
        said.reset();
        assertThat(run("--home", home.toString(), "--listen", "127.0.0.1:0", "--idle-seconds", "1"))
                .isEqualTo(69);
        assertThat(words().lines()).hasSize(1);
        assertThat(words()).contains("master.key", "missing");
    }

    @Test
    void itStopsWhenIdleAndLeavesNoRunFile() {
        assertThat(run("--home", home.toString(), "--listen", "127.0.0.1:0", "--idle-seconds", "1"))
                .isZero();
        assertThat(words()).contains("broker ready at http://127.0.0.1:");
        assertThat(home.resolve("broker/run.json")).doesNotExist();
    }

    /// With an owner elsewhere and a master key that somebody else keeps, no key file is made here.
    @Test
    void keysThatOthersKeepAreNotMadeHere() throws Exception {
        Path owner = Files.writeString(home.resolve("owner.pem"), """
                -----BEGIN PUBLIC KEY-----
                MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEdsMDrEDUm7Qpcnhcjr8s++vZUYvB
                BKvpoate13Kc03z2mPjdnbBNI/kuHy+9TfkMlBz1wlwoyeVI5I1UMsfngA==
                -----END PUBLIC KEY-----
                """);
        Path master = home.resolve("kept.key");
        String[] words = {
            "--home",
            home.toString(),
            "--listen",
            "127.0.0.1:0",
            "--idle-seconds",
            "1",
            "--admin",
            owner.toString(),
            "--master-key",
            master.toString()
        };
        assertThat(run(words)).isEqualTo(69);
        assertThat(words()).contains("kept.key", "missing");

        Files.write(master, new byte[32]);
        Files.setPosixFilePermissions(master, PosixFilePermissions.fromString("r--------"));
        assertThat(run(words)).isZero();
        assertThat(words()).contains("its root key is ");
        assertThat(home.resolve("broker/admin.key")).doesNotExist();
        assertThat(home.resolve("broker/master.key")).doesNotExist();

        Files.writeString(owner, "no key");
        said.reset();
        assertThat(run(words)).isEqualTo(69);
        assertThat(words()).contains("owner.pem", "cloister broker key");
    }

    @Test
    void oneHomeHasOneBroker() throws Exception {
        Process first = start();
        try {
            JsonFields runFile = runFile();
            assertThat(runFile.number("pid")).isEqualTo(first.pid());
            String url = runFile.text("url");
            assertThat(url).isEqualTo("http://127.0.0.1:" + runFile.number("port"));
            try (HttpClient http = HttpClient.newHttpClient()) {
                HttpRequest health =
                        HttpRequest.newBuilder(URI.create(url + "/healthz")).build();
                assertThat(http.send(health, BodyHandlers.ofString()).statusCode())
                        .isEqualTo(200);
            }
            assertThat(run("--home", home.toString(), "--listen", "127.0.0.1:0"))
                    .isEqualTo(69);
            assertThat(words().lines()).hasSize(1);
            assertThat(words()).contains("another broker serves the home");
            assertThat(home.resolve("broker/run.json")).exists();
        } finally {
            first.destroy();
        }
        assertThat(first.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(home.resolve("broker/run.json")).doesNotExist();
    }

    @Test
    void killedItLeavesAHomeThatStartsAgain() throws Exception {
        Process first = start();
        Path admin = home.resolve("broker/admin.key");
        String key = Files.readString(admin);
        first.destroyForcibly().waitFor();
        assertThat(home.resolve("broker/run.json")).exists();
        Process second = start();
        try {
            assertThat(runFile().number("pid")).isEqualTo(second.pid());
            assertThat(Files.readString(admin)).isEqualTo(key);
        } finally {
            second.destroyForcibly().waitFor();
        }
    }

    @Test
    void whatItWritesIsTheOwnersAlone() throws Exception {
        run("--home", home.toString(), "--listen", "127.0.0.1:0", "--idle-seconds", "1");
        Path folder = home.resolve("broker");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        for (String name : List.of("broker.db", "broker.log", "master.key", "admin.key")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
                    .as(name)
                    .isEqualTo("rw-------");
        }
        assertThat(Files.readAllLines(folder.resolve("broker.log")))
                .allSatisfy(line -> JsonFields.parse("line", line.getBytes(StandardCharsets.UTF_8), 1)
                        .text("message"));
    }

    private int run(String... words) {
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        return Main.run(List.of(words), Clock.systemUTC(), out, out);
    }

    private String words() {
        return said.toString(StandardCharsets.UTF_8);
    }

    /// A process of its own; returns when it says that it is ready.
    private Process start() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of("--home", home.toString(), "--listen", "127.0.0.1:0"));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.inputReader().readLine()).startsWith("broker ready at ");
        return process;
    }

    private JsonFields runFile() throws Exception {
        return JsonFields.parse("run.json", Files.readAllBytes(home.resolve("broker/run.json")), 1);
    }
}
