package dev.cloister.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Help, manual pages and completion, for every command there is.
class ManualTest {
    /// Up to where the shell takes over.
    private static final Pattern EXAMPLE = Pattern.compile(" *(?:\\./)?cloister (.+?)(?: 2?[<>|].*)?$");

    @RegisterExtension
    private final CommandLineRun command = new CommandLineRun();

    @TempDir
    private Path folder;

    private static List<CommandLine> all(CommandLine command) {
        List<CommandLine> found = new ArrayList<>(List.of(command));
        command.getSubcommands().values().forEach(below -> found.addAll(all(below)));
        return found;
    }

    @Test
    void everyHelpHasAnExampleAndTheExitCodes() {
        for (CommandLine each : all(new Main().line())) {
            String help = each.getUsageMessage(CommandLine.Help.Ansi.OFF);
            if (each.getCommandName().equals("help") || each.getCommandName().equals("cloister")) {
                continue;
            }
            assertThat(help)
                    .as(each.getCommandSpec().qualifiedName() + " --help")
                    .contains("Example");
            assertThat(help)
                    .as(each.getCommandSpec().qualifiedName() + " --help")
                    .containsAnyOf("Exit codes: 0", "Ends with 0", "Exits with 0");
        }
    }

    /// Nobody copies a command that is folded in its middle.
    @Test
    void everyExampleStandsOnALineOfItsOwn() {
        for (CommandLine each : all(new Main().line())) {
            for (String line : each.getCommandSpec().usageMessage().footer()) {
                if (line.startsWith("Example: ") || line.matches("  (\\./)?cloister .*")) {
                    assertThat(line).hasSizeLessThanOrEqualTo(80).doesNotContainPattern(" {3,}(\\./)?cloister ");
                }
                assertThat(line).doesNotStartWith("Examples: ");
            }
        }
    }

    @Test
    void everyExampleIsUnderstood() {
        int seen = 0;
        for (CommandLine each : all(new Main().line())) {
            for (String line : each.getCommandSpec().usageMessage().footer()) {
                for (String example : line.replaceAll("^Examples?: ", "  ").split(" {3,}")) {
                    Matcher words = EXAMPLE.matcher(example);
                    if (words.matches()) {
                        seen++;
                        String plain = words.group(1).replaceAll("[$][(][^)]*[)]", "X");
                        assertThatCode(() -> new Main().line().parseArgs(plain.split(" ")))
                                .as(example)
                                .doesNotThrowAnyException();
                    }
                }
            }
        }
        assertThat(seen).isGreaterThan(25);
    }

    @Test
    void everyPageIsGoodRoff() throws IOException, InterruptedException {
        assertThat(command.run("man", "--output", folder.toString())).isZero();

        List<Path> pages;
        try (Stream<Path> files = Files.list(folder)) {
            pages = files.toList();
        }
        assertThat(pages).hasSameSizeAs(all(new Main().line()));
        assertThat(folder.resolve("cloister-run.1"))
                .content()
                .contains("\\-\\-memory SIZE")
                .contains(".SH NOTES");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/man")), "man is not installed here");
        for (Path page : pages) {
            Process man = new ProcessBuilder("man", "--warnings", "-P", "cat", "-l", page.toString()).start();
            String shown = new String(man.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String warned = new String(man.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(man.waitFor()).isZero();
            assertThat(warned).as("warnings of " + page).isEmpty();
            assertThat(shown).contains("SYNOPSIS");
        }
    }

    @Test
    void aPageOfOneCommandIsPrinted() {
        assertThat(command.run("man", "broker", "serve")).isZero();
        assertThat(command.out()).startsWith(".TH \"CLOISTER-BROKER-SERVE\" 1");
        assertThat(command.run("man", "nonsense")).isEqualTo(Exit.USAGE);
    }
}
