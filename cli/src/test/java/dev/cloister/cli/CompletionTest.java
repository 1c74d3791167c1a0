package dev.cloister.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the two shells offer behind the words that are there: commands, options, this home's guests, sealed folders.
class CompletionTest {
    @RegisterExtension
    private final CommandLineRun command = new CommandLineRun();

    @TempDir
    private Path folder;

    private Path script;

    @BeforeEach
    void aHomeWithTwoGuestsBesideASealedFolder() throws IOException {
        for (String guest : List.of("web", "worker")) {
            Files.createDirectories(folder.resolve("xdg/cloister/guests").resolve(guest));
        }
        Files.createDirectories(folder.resolve("other/state/guests/elsewhere"));
        Files.createFile(Files.createDirectories(folder.resolve("sealed one")).resolve("init-data.toml"));
        Files.createDirectories(folder.resolve("sesame"));
        assertThat(command.run("completion", "bash")).isZero();
        script = Files.writeString(folder.resolve("completion"), command.out());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    cloister ver                          | verify
                    cloister bootset sh                   | show
                    cloister run --mem                    | --memory
                    cloister stop w                       | web,worker
                    cloister stop web wo                  | worker
                    cloister logs we                      | web
                    cloister --home other logs e          | elsewhere
                    cloister logs --home=other e          | elsewhere
                    cloister stop --grace w               |
                    cloister run se                       | sealed one
                    cloister verify web --for se          | sealed one
                    """)
    void bashOffers(String line, String expected) throws IOException, InterruptedException {
        assertThat(run("bash", "-n", script.toString())).isEmpty();
        String words = "COMP_WORDS=(" + line + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); ";
        String said = run(
                "bash",
                "-c",
                "compopt() { :; }; source completion; " + words + "COMP_LINE='" + line
                        + "'; COMP_POINT=${#COMP_LINE}; _cloister; " + "printf '%s\\n' \"${COMPREPLY[@]}\"");
        assertThat(said.lines().map(String::strip).filter(one -> !one.isEmpty()))
                .containsExactly(expected == null ? new String[0] : expected.split(","));
    }

    /// A real one, at a terminal of its own, with the key pressed.
    @Test
    void zshOffersTheSame() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/zsh")), "zsh is not installed here");
        Files.writeString(folder.resolve("keys"), """
                zmodload zsh/zpty
                zpty z zsh -f -i
                ask() {
                  zpty -w -n z "$1"$'\\t'
                  local got= part=
                  for i in {1..100}; do
                    if zpty -r -t z part; then got+=$part; else sleep 0.05; fi
                    [[ $got == *"$2"* ]] && print "offered: $2" && break
                  done
                  zpty -w -n z $'\\C-u'
                }
                zpty -w z "PS1=; source ./completion"
                sleep 1
                ask 'cloister veri' 'cloister verify'
                ask 'cloister logs we' 'cloister logs web'
                ask 'cloister stop web wo' 'web worker'
                ask 'cloister bootset sh' 'bootset show'
                zpty -d z
                """);
        assertThat(run("zsh", "-f", "keys"))
                .contains("offered: cloister verify", "offered: cloister logs web", "offered: web worker")
                .contains("offered: bootset show");
    }

    @Test
    void anotherShellIsAMistake() {
        assertThat(command.run("completion", "fish")).isEqualTo(Exit.USAGE);
    }

    private String run(String... words) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("XDG_STATE_HOME", folder.resolve("xdg").toString());
        builder.environment().put("HOME", folder.toString());
        Process shell = builder.start();
        shell.getOutputStream().close();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return said;
    }
}
