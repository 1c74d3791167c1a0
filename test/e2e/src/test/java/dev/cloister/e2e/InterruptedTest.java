package dev.cloister.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Ctrl-C and TERM at any step: 130 and 143, nothing half made, nothing that runs, and the same command works
/// afterwards.
@Timeout(40 * 60)
class InterruptedTest {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static WebGuest web;
    private static Path temporary;

    @BeforeAll
    static void protect() throws Exception {
        web = WebGuest.protect();
        temporary = Files.createDirectory(web.home().folder().resolve("temporary"));
        web.home().with("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary);
    }

    @AfterAll
    static void close() throws IOException {
        web.close();
    }

    private static int code(String signal) {
        return signal.equals("INT") ? 130 : 143;
    }

    /// What is left by one that was killed, the next one removes.
    @Test
    void protectWhileItSeals() throws Exception {
        Path target = web.home().folder().resolve("again.sealed");
        String[] words = {"protect", "oci:" + Sample.web(), "-o", target.toString(), "--emulated"};
        interrupted(whileItSeals("INT", words), "INT", target);
        interrupted(whileItSeals("TERM", words), "TERM", target);
        whileItSeals("KILL", words).exits(128 + 9);
        assertThat(names(web.home().folder(), ".again.sealed.protecting")).hasSize(1);
        web.home().cloister(words).exits(0);
        assertThat(names(web.home().folder(), ".again.sealed.protecting")).isEmpty();
    }

    private static boolean isAtWork() throws IOException {
        Path folder = web.home().folder();
        for (String name : names(folder, ".again.sealed.protecting")) {
            if (!names(folder.resolve(name), "").isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static Ran whileItSeals(String signal, String... words) throws Exception {
        Running command = web.home().start(words);
        while (!command.ended() && !isAtWork()) {
            Thread.sleep(2);
        }
        command.signal(signal);
        return command.end(LIMIT);
    }

    /// Every tenth of a second of its life, the other signal each time.
    @Test
    @Tag("nightly")
    void protectAtAnyMoment() throws Exception {
        int late = 0;
        for (int i = 1; late < 3 && i < 200; i++) {
            Path target = web.home().folder().resolve("moment" + i + ".sealed");
            String[] words = {"protect", "oci:" + Sample.web(), "-o", target.toString(), "--emulated"};
            Running command = web.home().start(words);
            Thread.sleep(100L * i);
            command.signal(i % 2 == 0 ? "INT" : "TERM");
            Ran ran = command.end(LIMIT);
            if (ran.exit() == 0) {
                late++;
            } else {
                interrupted(ran, i % 2 == 0 ? "INT" : "TERM", target);
            }
        }
        assertThat(late).isEqualTo(3);
    }

    /// @param target is there whole, or not at all
    private static void interrupted(Ran ran, String signal, Path target) throws Exception {
        ran.exits(code(signal));
        assertThat(ran.err()).doesNotContain("cloister: ", "Exception");
        if (Files.exists(target)) {
            assertThat(target.resolve("init-data.toml")).exists();
        }
        assertThat(names(web.home().folder(), "protecting")).isEmpty();
        assertThat(names(web.home().folder(), ".cloister-archive")).isEmpty();
        assertThat(names(temporary, "")).isEmpty();
    }

    @Test
    void aRunThatStarts() throws Exception {
        runAt("INT", "modules-loaded");
    }

    @ParameterizedTest
    @MethodSource("dev.cloister.e2e.Steps#all")
    @Tag("nightly")
    void aRunAtEveryStep(String step) throws Exception {
        runAt("INT", step);
        runAt("TERM", step);
    }

    /// Detached, it is the command's guest until the command says that it runs.
    private static void runAt(String signal, String step) throws Exception {
        Path folder = web.home().state().resolve("guests/broken");
        Running command = web.home().start(web.runWords("broken"));
        Steps.await(folder, step, command);
        command.signal(signal);
        Ran ran = command.end(LIMIT);
        if (ran.exit() == 0) {
            assertThat(step).isEqualTo(Steps.RUNS);
            web.home().cloister("stop", "--grace", "0", "broken").exits(0);
        } else {
            ran.exits(code(signal));
        }
        assertThat(web.home().processes("broken")).isEmpty();
        assertThat(names(web.home().state(), "protecting")).isEmpty();
        web.home().cloister("stop", "--rm", "broken");
    }

    /// In the foreground it takes the container along.
    @Test
    void aContainerInTheForeground() throws Exception {
        for (String signal : new String[] {"INT"}) {
            Path sealed = web.home().folder().resolve("web.sealed");
            Running command = web.home().start("run", "--rm", "--name", "front", sealed.toString());
            command.untilItSays("Running: front", LIMIT).signal(signal);
            command.end(LIMIT).exits(code(signal));
            assertThat(web.home().processes("front")).isEmpty();
            assertThat(web.home().state().resolve("guests/front")).doesNotExist();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aSample(String signal) throws Exception {
        Path cache = caches("sample-" + signal, Set.of("samples", "lock"));
        web.home().with("XDG_CACHE_HOME", cache.toString());
        try {
            Running command = web.home().start("sample", "web");
            while (!command.ended() && !Files.exists(cache.resolve("cloister/samples/web"))) {
                Thread.sleep(2);
            }
            command.signal(signal);
            Ran ran = command.end(LIMIT);
            assertThat(ran.exit()).isIn(0, code(signal));
            web.home().cloister("sample", "web").exits(0);
            assertThat(names(cache.resolve("cloister/samples/web"), ".new")).isEmpty();
        } finally {
            web.home().with("XDG_CACHE_HOME", Home.cache().getParent().toString());
        }
    }

    /// The recipe's processes end with the command, and its folder for work goes.
    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    @Tag("nightly")
    void aBootSetThatIsBuilt(String signal) throws Exception {
        Path cache = caches("set-" + signal, Set.of("bootset", "lock", "tmp", "log", "initrd"));
        web.home().with("XDG_CACHE_HOME", cache.toString());
        try {
            Running command = web.home().start("bootset", "build");
            while (!command.ended()
                    && names(cache.resolve("cloister"), "initrd").isEmpty()) {
                Thread.sleep(20);
            }
            command.signal(signal);
            command.end(LIMIT).exits(code(signal));
            assertThat(ProcessHandle.allProcesses()
                            .filter(process ->
                                    process.info().commandLine().orElse("").contains(cache.toString())))
                    .isEmpty();
            assertThat(cache.resolve("cloister/tmp")).doesNotExist();
            web.home().cloister("bootset", "build").exits(0);
        } finally {
            web.home().with("XDG_CACHE_HOME", Home.cache().getParent().toString());
        }
    }

    /// At every twentieth of the way that the whole demo takes.
    @Test
    @Tag("nightly")
    void aDemoAtAnyMoment() throws Exception {
        long began = System.nanoTime();
        web.home().cloister("demo", "--once").exits(0);
        long whole = (System.nanoTime() - began) / 1_000_000;
        for (int i = 1; i < 10; i++) {
            Running command = web.home().start("demo", "--once");
            Thread.sleep(whole * i / 10);
            String signal = i % 2 == 0 ? "INT" : "TERM";
            command.signal(signal);
            Ran ran = command.end(LIMIT);
            assertThat(ran.exit()).isIn(0, code(signal));
            assertThat(web.home().processes("-name demo ")).isEmpty();
            assertThat(web.home().processes("Keeper")).isEmpty();
        }
        web.home().cloister("demo", "--once").exits(0);
    }

    /// A cache that is everybody's but for what begins with these words.
    private static Path caches(String name, Set<String> without) throws IOException {
        Path cache = Files.createDirectories(web.home().folder().resolve(name).resolve("cloister"));
        try (Stream<Path> all = Files.list(Home.cache())) {
            for (Path each : all.toList()) {
                String file = each.getFileName().toString();
                if (without.stream().noneMatch(file::startsWith)) {
                    Files.createSymbolicLink(cache.resolve(file), each);
                }
            }
        }
        return cache.getParent();
    }

    private static Set<String> names(Path folder, String part) throws IOException {
        if (!Files.isDirectory(folder)) {
            return new TreeSet<>();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains(part))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
