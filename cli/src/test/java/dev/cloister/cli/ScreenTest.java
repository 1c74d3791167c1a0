package dev.cloister.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/// What is drawn at a terminal, and that nothing is drawn elsewhere.
class ScreenTest {
    @RegisterExtension
    private final CommandLineRun command = new CommandLineRun();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    0        | 0        | 5   | true  | ''
                    5000     | 0        | 5   | true  | 5.0 kB
                    50       | 100      | 1   | false | 50 %
                    50       | 100      | 10  | false | 50 %, 10 s left
                    30000000 | 90000000 | 3   | true  | 33 %, 10.0 MB/s, 6 s left
                    1        | 100      | 6   | false | 1 %, 10 min left
                    0        | 100      | 60  | true  | 0 %
                    101      | 100      | 5   | false | 100 %, 0 s left
                    """)
    void paceIsSaidWhenItIsKnown(long done, long total, double seconds, boolean bytes, String words) {
        assertThat(Pace.words(done, total, seconds, bytes)).isEqualTo(words);
    }

    @Test
    void aStepIsRedrawnAtATerminalAlone() {
        assertThat(step(true)).contains("\r\033[K  … sealing  ");
        assertThat(step(false)).matches("  • sealing  \\([0-9.]+ s, [0-9.]+ CPU s\\)\n");
    }

    private static String step(boolean terminal) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream to = new PrintStream(err, true, StandardCharsets.UTF_8);
        try (Screen.Step step = new Screen(to, to, terminal, false).step("sealing")) {
            step.progressOfBytes("encrypting", 1, 2);
        }
        return err.toString(StandardCharsets.UTF_8);
    }

    /// No colour and no redrawn line, whatever the command and however it ends.
    @Test
    void nothingIsColouredOrRedrawnInAPipe() {
        for (CommandLine each : all(new Main().line())) {
            List<String> words = new ArrayList<>(
                    List.of(each.getCommandSpec().qualifiedName().split(" ")));
            words.removeFirst();
            for (String option : List.of("--help", "--nonsense")) {
                List<String> line = new ArrayList<>(words);
                line.add(option);
                command.run(line.toArray(String[]::new));
                assertThat(command.out() + command.err())
                        .as(String.join(" ", line))
                        .doesNotContain("\033", "\r");
            }
        }
        for (String line : List.of("ps", "clean", "doctor", "stop nobody", "logs nobody", "verify nobody")) {
            command.run((line + " --home " + folder.resolve("home")).split(" "));
            assertThat(command.out() + command.err()).as(line).doesNotContain("\033", "\r");
        }
    }

    private static List<CommandLine> all(CommandLine command) {
        List<CommandLine> found = new ArrayList<>(List.of(command));
        command.getSubcommands().values().forEach(below -> found.addAll(all(below)));
        return found;
    }
}
