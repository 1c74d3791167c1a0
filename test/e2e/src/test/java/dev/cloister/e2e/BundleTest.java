package dev.cloister.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A machine without network, and a bundle. What a bundle's form is, and each way to damage one, the command line's own
/// tests have; here is what the script does with one where nothing is built yet, and the whole way.
class BundleTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration WHOLE_WAY = Duration.ofMinutes(60);
    private static final String HEAD = "cloister-bundle 1\n# kind name version size sha256 rights\n";
    private static final String LIBRARY = "a library";
    private static final String DIGEST = Digests.sha256(Bytes.utf8(LIBRARY)).hex();

    @TempDir
    private Path folder;

    private Path bundle;

    @BeforeEach
    void aCheckoutWithoutABuild() throws IOException {
        bundle = folder.resolve("some.bundle");
        Files.copy(Home.CHECKOUT.resolve("cloister"), folder.resolve("cloister"));
        Files.createDirectories(folder.resolve("work/files"));
        Files.writeString(folder.resolve("work/files").resolve(DIGEST), LIBRARY);
    }

    private void pack(String manifest) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("work/manifest"), manifest);
        Running.start(
                        List.of("tar", "--format=ustar", "-cf", bundle.toString(), "manifest", "files/" + DIGEST),
                        folder.resolve("work"),
                        Map.of())
                .end(LIMIT)
                .exits(0);
    }

    private Ran load(String... options) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(folder.resolve("cloister").toString(), "bundle", "load"));
        command.addAll(List.of(options));
        command.add(bundle.toString());
        Ran ran = Running.start(
                        command,
                        folder,
                        Map.of("XDG_CACHE_HOME", folder.resolve("caches").toString()))
                .end(LIMIT);
        assertThat(folder.resolve("caches/cloister/maven")).doesNotExist();
        assertThat(folder.resolve("escaped")).doesNotExist();
        assertThat(folder.resolve("caches/escaped")).doesNotExist();
        return ran;
    }

    @Test
    void aFileThatIsNoneIsRefused() throws Exception {
        load().exits(69).says("there is no such file");
        Files.writeString(bundle, "something else");
        load().exits(3).says("is not a bundle");
    }

    @Test
    void anotherOneThanAskedForIsRefusedBeforeAnythingOfItRuns() throws Exception {
        pack(HEAD + "maven org/lib.jar 1 9 " + DIGEST + " -\n");
        load("--sha256", "0".repeat(64)).exits(1).says("another bundle");
        load("--sha256=" + "0".repeat(64)).exits(1).says("another bundle");
    }

    @Test
    void aChangedFileIsRefused() throws Exception {
        Files.writeString(folder.resolve("work/files").resolve(DIGEST), "another");
        pack(HEAD + "maven org/lib.jar 1 9 " + DIGEST + " -\n");
        load().exits(3).says("damaged");
    }

    @Test
    void aNameThatLeadsElsewhereIsRefused() throws Exception {
        for (String name : List.of("../escaped", "a/../../escaped", "/escaped", "..", "a//b", "$(id)", "a;b")) {
            pack(HEAD + "maven " + name + " 1 9 " + DIGEST + " -\n");
            load().exits(3).says("damaged");
        }
        pack(HEAD + "maven org/lib.jar ../.. 9 " + DIGEST + " -\n");
        load().exits(3).says("damaged");
    }

    /// `docs/offline.md` from its first command to its last: a bundle made here, taken into a network namespace without
    /// network, to a clone and a home that hold nothing.
    @Test
    @Tag("nightly")
    @Timeout(60 * 60)
    void withoutNetworkTheDemoRuns() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "a machine without network needs root's unshare");
        Path made = folder.resolve("cloister.bundle");
        try (Home home = Home.fresh()) {
            home.start("bundle", "create", made.toString()).end(WHOLE_WAY).exits(0);
            Path again = folder.resolve("again.bundle");
            home.start("bundle", "create", again.toString()).end(WHOLE_WAY).exits(0);
            assertThat(Files.mismatch(made, again)).isEqualTo(-1);
            Files.delete(again);
        }
        Path clone = folder.resolve("clone");
        Running.start(
                        List.of(
                                "sh",
                                "-euc",
                                "mkdir \"$0\"; cd \"$1\"; { git ls-files -z 2>/dev/null || find . -name target -prune -o -type f"
                                        + " -print0; } | tar --null -T - -cf - | tar -xf - -C \"$0\"",
                                clone.toString(),
                                Home.CHECKOUT.toString()),
                        folder,
                        Map.of())
                .end(LIMIT)
                .exits(0);
        Path home = Files.createDirectory(folder.resolve("home"));
        Ran ran = Running.start(
                        List.of(
                                "unshare",
                                "-n",
                                "-m",
                                "sh",
                                "-euc",
                                "ip link set lo up; mount -t tmpfs none /usr/lib/jvm; unset JAVA_HOME XDG_CACHE_HOME"
                                        + " XDG_STATE_HOME; ./cloister bundle load \"$0\"; ./cloister demo --once --json",
                                made.toString()),
                        clone,
                        Map.of("HOME", home.toString()))
                .end(WHOLE_WAY)
                .exits(0);
        assertThat(ran.out()).contains("\"verdict\": \"trusted\"", "\"httpStatus\": 200");
        ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(home.toString()))
                .forEach(ProcessHandle::destroy);
    }
}
