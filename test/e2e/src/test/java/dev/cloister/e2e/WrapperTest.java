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
