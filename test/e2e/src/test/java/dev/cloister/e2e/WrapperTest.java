package dev.cloister.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script that a newcomer runs.
class WrapperTest {
    private static final Path CLOISTER = Home.CHECKOUT.resolve("cloister");
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    private Path elsewhere;

    @Test
    void worksFromAnyFolderAndThroughALink() throws IOException, InterruptedException {
        Path link = Files.createSymbolicLink(elsewhere.resolve("link"), CLOISTER);
        Ran ran = Running.start(List.of(link.toString(), "--help"), elsewhere, Map.of())
                .end(LIMIT);
        Files.delete(link);
        ran.exits(0).says("demo");
    }

    @Test
    void helpInAFreshCheckoutInstallsAndBuildsNothing() throws IOException, InterruptedException {
        Path copy = Files.copy(CLOISTER, elsewhere.resolve("cloister"));
        Running.start(List.of(copy.toString(), "--help"), elsewhere, Map.of())
                .end(LIMIT)
                .exits(0)
                .says("demo");
        assertThat(elsewhere).isDirectoryContaining(copy::equals);
        assertThat(elsewhere.resolve("target")).doesNotExist();
    }

    @Test
    void saysWhatIsMissingWhenThereIsNoMaven() throws IOException, InterruptedException {
        Path copy = Files.copy(CLOISTER, elsewhere.resolve("cloister"));
        Path tools = Files.createDirectory(elsewhere.resolve("bin"));
        for (String tool : List.of("sh", "dirname", "readlink", "date", "id", "uname", "mkdir", "find", "sed", "cut")) {
            Files.copy(Path.of("/usr/bin", tool), tools.resolve(tool), StandardCopyOption.COPY_ATTRIBUTES);
        }
        Running.start(List.of(copy.toString(), "ps"), elsewhere, Map.of("PATH", tools.toString()))
                .end(LIMIT)
                .exits(69)
                .says("apt-get install maven");
    }

    /// An archive of classes belongs to the jars of one place; a copied checkout must not start with the original's.
    @Test
    void aCopiedCheckoutMakesItsQuickStartsAnew() throws IOException, InterruptedException {
        Path original = builtCheckout(elsewhere.resolve("original"));
        assertThat(javaArguments(original, "--help")).doesNotContain("-XX:SharedArchiveFile=");
        assertThat(javaArguments(original, "ps")).contains("-XX:SharedArchiveFile=" + original + "/target/");
        assertThat(javaArguments(original, "--help")).contains("-XX:SharedArchiveFile=" + original + "/target/");

        Path copy = elsewhere.resolve("copy");
        Running.start(List.of("cp", "-a", original.toString(), copy.toString()), elsewhere, Map.of())
                .end(LIMIT)
                .exits(0);
        assertThat(javaArguments(copy, "--help")).doesNotContain("-XX:SharedArchiveFile=");
        assertThat(javaArguments(copy, "ps")).contains("-XX:SharedArchiveFile=" + copy + "/target/");
    }

    /// As the build leaves one, with a Java that only prints what it was started with, and writes an archive if asked.
    private static Path builtCheckout(Path folder) throws IOException {
        for (String made :
                List.of(".mvn", "cli/src/main", "cli/target/lib", "broker/target/lib", "target", "jdk/bin")) {
            Files.createDirectories(folder.resolve(made));
        }
        Files.copy(CLOISTER, folder.resolve("cloister"), StandardCopyOption.COPY_ATTRIBUTES);
        for (String file : List.of("pom.xml", "cli/pom.xml", "cli/target/lib/cli-1.jar", "target/built")) {
            Files.createFile(folder.resolve(file));
        }
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"25\"\n");
        for (String program : List.of("java", "javac")) {
            Path script = Files.writeString(folder.resolve("jdk/bin").resolve(program), """
                    #!/bin/sh
                    echo "$@"
                    for word; do
                        case $word in -XX:SharedArchiveFile=*.new) : >"${word#*=}" ;; esac
                    done
                    """);
            assertThat(script.toFile().setExecutable(true)).isTrue();
        }
        return folder;
    }

    private static String javaArguments(Path checkout, String command) throws IOException, InterruptedException {
        Map<String, String> java = Map.of("JAVA_HOME", checkout.resolve("jdk").toString());
        return Running.start(List.of(checkout.resolve("cloister").toString(), command), checkout, java)
                .end(LIMIT)
                .exits(0)
                .out();
    }

    @Test
    void setUpKeepsStandardOutputFree() throws IOException, InterruptedException {
        try (Home home = Home.fresh()) {
            Ran ran = home.cloister("ps", "--json").exits(0);
            assertThat(ran.out()).doesNotContain("cloister: ");
        }
    }

    @Test
    void anUnknownCommandIsAUsageError() throws IOException, InterruptedException {
        try (Home home = Home.fresh()) {
            home.cloister("conjure").exits(64);
        }
    }
}
