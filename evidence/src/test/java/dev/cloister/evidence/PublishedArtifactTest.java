package dev.cloister.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What would be published is built twice to the same bytes, and a stranger's project can use it. Asks the package
/// registry, as that project has an empty local repository.
@Tag("nightly")
class PublishedArtifactTest {
    @Test
    void isReproducibleAndOfUseToAStranger(@TempDir Path folder) throws Exception {
        Path said = folder.resolve("said");
        ProcessBuilder check = new ProcessBuilder(
                        Path.of(System.getProperty("cloister.root"), "library", "check-release")
                                .toString(),
                        folder.resolve("work").toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        check.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = check.start();
        assertThat(process.waitFor(30, TimeUnit.MINUTES)).as("in time").isTrue();
        System.out.print(Files.readString(said));
        assertThat(process.exitValue()).as(Files.readString(said)).isZero();
    }
}
