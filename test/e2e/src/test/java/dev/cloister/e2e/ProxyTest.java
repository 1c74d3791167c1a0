package dev.cloister.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever is fetched goes through the proxy of the environment: here one that notes what it is asked for and refuses.
class ProxyTest {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @TempDir
    private Path folder;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private ServerSocket proxy;

    @BeforeEach
    void open() throws IOException {
        proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(() -> {
            while (!proxy.isClosed()) {
                try (Socket one = proxy.accept()) {
                    var lines = new BufferedReader(
                            new InputStreamReader(one.getInputStream(), StandardCharsets.ISO_8859_1));
                    String first = lines.readLine();
                    for (String line = first; line != null && !line.isEmpty(); ) {
                        line = lines.readLine();
                    }
                    asked.add(String.valueOf(first));
                    one.getOutputStream()
                            .write("HTTP/1.1 503 no\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".getBytes());
                } catch (IOException e) {
                    // The next one may do better.
                }
            }
        });
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
    }

    private Ran run(String... command) throws IOException, InterruptedException {
        String address = "http://127.0.0.1:" + proxy.getLocalPort();
        Map<String, String> environment = new HashMap<>(Map.of(
                "http_proxy",
                address,
                "https_proxy",
                address,
                "no_proxy",
                "localhost,.internal.example",
                "HOME",
                folder + ""));
        environment.put("XDG_CACHE_HOME", folder.resolve("caches").toString());
        environment.put("MAVEN_OPTS", "-Dmaven.wagon.http.retryHandler.count=0");
        return Running.start(List.of(command), folder, environment).end(LIMIT);
    }

    /// A checkout with nothing in it, whose build needs a plugin.
    @Test
    void mavenGoesThroughIt() throws Exception {
        Files.copy(Home.CHECKOUT.resolve("cloister"), folder.resolve("cloister"));
        StringBuilder modules = new StringBuilder();
        for (String module : List.of("cli", "broker", "agent")) {
            Path there = Files.createDirectories(folder.resolve(module).resolve("src/main"));
            Files.writeString(there.resolve("../../pom.xml"), pom(module, "jar", ""));
            modules.append("<module>").append(module).append("</module>");
        }
        Files.writeString(folder.resolve("pom.xml"), pom("all", "pom", "<modules>" + modules + "</modules>"));
        Files.createDirectory(folder.resolve(".mvn"));

        run("./cloister", "ps").exits(69).says("cannot be reached").says("bundle");
        assertThat(asked).isNotEmpty().allSatisfy(line -> assertThat(line).matches("CONNECT \\S+:443 HTTP/1.1"));
    }

    private static String pom(String name, String packaging, String rest) {
        return "<project><modelVersion>4.0.0</modelVersion><groupId>g</groupId><artifactId>" + name
                + "</artifactId><version>1</version><packaging>" + packaging + "</packaging>" + rest + "</project>";
    }

    /// What goes into the guest: an empty cache, so the package index is asked for first.
    @Test
    void theBootSetsPackagesGoThroughIt() throws Exception {
        run(
                        Home.CHECKOUT.resolve("bootset/build").toString(),
                        "--cache",
                        folder.resolve("cache").toString(),
                        "--lock",
                        Home.CHECKOUT.resolve("samples/nginx.lock").toString(),
                        "--print-inputs")
                .exits(69)
                .says("cannot be reached");
        assertThat(asked).isNotEmpty().allSatisfy(line -> assertThat(line).containsAnyOf("GET http://", "CONNECT "));
    }
}
