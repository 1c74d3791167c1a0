package dev.cloister.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cloister.bytes.JsonFields;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `docs/broker-service.md` and its unit: what systemd thinks of it, and that its command line serves and stops.
class BrokerServiceTest {
    private static final Path UNIT = Home.CHECKOUT.resolve("samples/systemd/cloister-broker.service");
    private static final Pattern INSTALL = Pattern.compile("(?ms)^```sh install\\n(.*?)^```");
    private static final Pattern EXEC_START = Pattern.compile("(?m)^ExecStart=(.*)$");
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    private Path root;

    /// The page's commands, with every place of the system below a folder.
    private Path installed(Home home) throws Exception {
        Matcher block = INSTALL.matcher(Files.readString(Home.CHECKOUT.resolve("docs/broker-service.md")));
        assertThat(block.find()).isTrue();
        Files.createDirectories(root.resolve("etc/systemd/system"));
        for (String name : List.of("cloister", "broker", "samples")) {
            Files.createSymbolicLink(root.resolve(name), Home.CHECKOUT.resolve(name));
        }
        Files.writeString(
                root.resolve("owner.pem"),
                home.cloister("broker", "key").exits(0).out());
        String script = block.group(1)
                .replaceAll("(?<=\\s)/(opt|etc)/", Matcher.quoteReplacement(root.toString()) + "/$1/")
                .replace("cp -rL \"$JAVA_HOME\"", "ln -s \"$JAVA_HOME\""); // the same, sooner
        Running.start(
                        List.of("sh", "-euc", script),
                        root,
                        Map.of(
                                "XDG_STATE_HOME",
                                home.folder().toString(),
                                "JAVA_HOME",
                                System.getProperty("java.home")))
                .end(LIMIT)
                .exits(0);
        return root.resolve("opt/cloister");
    }

    @Test
    void itsCommandLineServesAndStops() throws Exception {
        try (Home home = Home.fresh()) {
            Path opt = installed(home);
            Path credentials = Files.createDirectory(root.resolve("credentials"));
            Path state = Files.createDirectory(root.resolve("state"));
            Files.copy(root.resolve("etc/cloister/owner.pem"), credentials.resolve("owner.pem"));
            byte[] key = new byte[32];
            new SecureRandom().nextBytes(key);
            Path master = Files.write(credentials.resolve("master.key"), key);
            Files.setPosixFilePermissions(master, PosixFilePermissions.fromString("r--------"));
            Matcher line = EXEC_START.matcher(Files.readString(UNIT));
            assertThat(line.find()).isTrue();
            String command = line.group(1)
                    .replace("/opt/cloister", opt.toString())
                    .replace("0.0.0.0:8743", "127.0.0.1:0"); // a free port
            assertThat(command).contains("${STATE_DIRECTORY}", "${CREDENTIALS_DIRECTORY}");
            Path said = root.resolve("said");
            ProcessBuilder builder = new ProcessBuilder("sh", "-c", "umask 077; exec " + command)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile());
            builder.environment()
                    .putAll(Map.of(
                            "STATE_DIRECTORY", state.toString(), "CREDENTIALS_DIRECTORY", credentials.toString()));
            Process broker = builder.start();
            try {
                String url = url(state, broker, said);
                assertThat(health(url)).isEqualTo(200);
                assertThat(Files.readString(said)).contains("broker ready at", "its root key is");
            } finally {
                broker.destroy(); // SIGTERM
            }
            assertThat(broker.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(broker.exitValue()).as("what SuccessExitStatus names").isEqualTo(143);
            assertThat(Files.readString(UNIT)).contains("SuccessExitStatus=143");
            assertThat(state.resolve("broker/run.json")).doesNotExist();
            assertThat(state.resolve("broker/broker.db")).exists();
            assertThat(state.resolve("broker/broker.db-wal"))
                    .as("the database was closed")
                    .doesNotExist();
            assertThat(state.resolve("broker/admin.key")).doesNotExist();
            assertThat(state.resolve("broker/master.key")).doesNotExist();
        }
    }

    private static String url(Path state, Process broker, Path said) throws Exception {
        Path runFile = state.resolve("broker/run.json");
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!Files.exists(runFile)) {
            assertThat(broker.isAlive() && System.nanoTime() < end)
                    .as(Files.readString(said))
                    .isTrue();
            Thread.sleep(50);
        }
        return JsonFields.parse("run.json", Files.readAllBytes(runFile), 2).text("url");
    }

    private static int health(String url) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(url + "/healthz")).build();
            return client.send(request, BodyHandlers.ofString()).statusCode();
        }
    }

    @Test
    void systemdTakesTheUnitAndRatesItWell() throws Exception {
        Path analyze = Path.of("/usr/bin/systemd-analyze");
        assumeTrue(Files.isExecutable(analyze), "the unit is checked by systemd-analyze (package systemd)");
        // It looks whether the program is there.
        Path unit = Files.writeString(
                root.resolve("cloister-broker.service"),
                Files.readString(UNIT).replace("/opt/cloister/jdk", System.getProperty("java.home")));
        Ran verified = Running.start(List.of(analyze.toString(), "verify", unit.toString()), root, Map.of())
                .end(LIMIT)
                .exits(0);
        assertThat(verified.out() + verified.err()).isBlank();
        Running.start(
                        List.of(analyze.toString(), "security", "--offline=true", "--threshold=15", unit.toString()),
                        root,
                        Map.of())
                .end(LIMIT)
                .exits(0)
                .says("OK");
    }
}
