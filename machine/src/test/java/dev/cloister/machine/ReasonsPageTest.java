package dev.cloister.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `docs/starts.md` names every reason with its exit code.
class ReasonsPageTest {

    @ParameterizedTest
    @MethodSource("dev.cloister.machine.StateTest#reasons")
    void everyReasonHasItsLine(Reason reason) throws IOException {
        Path page = Path.of(System.getProperty("cloister.root"), "docs", "starts.md");
        if (!(reason instanceof Reason.AgentEnd)) {
            assertThat(Files.readAllLines(page))
                    .anyMatch(line ->
                            line.contains("`" + reason.code() + "`") && line.endsWith("| " + reason.exitCode() + " |"));
        }
    }
}
