package dev.cloister.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/// `--json`: one object on standard output, whatever happens, and the page that describes it.
class JsonTest {
    private static final Path PAGE = Path.of("../docs/json.md");

    @RegisterExtension
    private final CommandLineRun command = new CommandLineRun();

    @TempDir
    private Path folder;

    private int run(String line) {
        return command.run(
                (line.replace("DIR", folder.toString()) + " --json --home " + folder.resolve("home")).split(" "));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    nonsense                       | usage
                    nonsense --help                | usage
                    broker nonsense --help         | usage
                    ps --nonsense                  | usage
                    broker                         | usage
                    broker serve --listen x        | usage
                    broker serve --listen :99999   | usage
                    run                            | usage
                    run -p 80 DIR/web              | usage
                    run DIR/absent                 | unavailable
                    run DIR                        | malformed
                    protect                        | usage
                    protect DIR/absent             | unavailable
                    protect docker://web           | malformed
                    approve DIR                    | usage
                    approve DIR/absent --boot-set  | unavailable
                    logs nobody                    | unavailable
                    stop                           | usage
                    verify nobody                  | unavailable
                    verify DIR/absent.json         | unavailable
                    bootset show                   | unavailable
                    bootset sbom                   | unavailable
                    bootset diff a b               | unavailable
                    evidence show DIR/absent       | unavailable
                    measure snp                    | usage
                    demo --nonsense                | usage
                    secret set a b                 | usage
                    secret set kbs:///a/b/c DIR/no | unavailable
                    broker use nonsense            | usage
                    broker admit a plain-kbs       | usage
                    broker admit kbs:///a/b/c all   | usage
                    broker decisions nonsense      | usage
                    bundle load DIR/absent         | unavailable
                    bundle show DIR/absent         | unavailable
                    drill --only nonsense          | usage
                    man nonsense                   | usage
                    completion fish                | usage
                    measure id-key DIR/no/id.key   | unavailable
                    bootset diff a                 | usage
                    sample nonsense                | usage
                    help nonsense                  | usage
                    """)
    void aFailureIsAnObjectToo(String line, String code) throws Malformed {
        assertThat(run(line)).as(line).isNotZero();

        JsonFields error = command.json().object("error");
        assertThat(error.text("code")).isEqualTo(code);
        assertThat(error.text("message")).isNotEmpty().isNotEqualTo("standard error says why");
        assertThat(command.err()).contains(error.text("message")).contains(error.text("remedy"));
    }

    @ParameterizedTest
    @CsvSource({"ps", "clean", "doctor", "stop nobody"})
    void theObjectHasTheMembersThatThePageLists(String line) throws IOException, Malformed {
        run(line);
        assertThat(command.object().members().keySet())
                .as("members of " + line)
                .containsExactlyInAnyOrderElementsOf(listed(line.split(" ")[0]));
    }

    @Test
    void thePageHasASectionForEveryCommand() throws IOException {
        String page = Files.readString(PAGE);
        for (String name : leaves("", new Main().line())) {
            assertThat(page).as("docs/json.md").contains("## " + name + "\n");
        }
    }

    private static List<String> leaves(String above, CommandLine line) {
        List<String> names = new ArrayList<>();
        line.getSubcommands().forEach((name, below) -> {
            if (below.getSubcommands().isEmpty() && !name.equals("help")) {
                names.add(above + name);
            }
            names.addAll(leaves(above + name + " ", below));
        });
        return names;
    }

    /// The members in the first table below a command's heading.
    private static List<String> listed(String command) throws IOException {
        String page = Files.readString(PAGE);
        int from = page.indexOf("## " + command + "\n");
        int end = page.indexOf("\n## ", from);
        return Pattern.compile("(?m)^\\| `([A-Za-z]+)`")
                .matcher(page.substring(from, end < 0 ? page.length() : end))
                .results()
                .map(member -> member.group(1))
                .toList();
    }

    /// As `>/dev/full`.
    @Test
    void outputThatCannotBeWrittenIsNoticed() {
        PrintStream before = System.out;
        System.setOut(new PrintStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        }));
        try {
            assertThat(run("ps")).isEqualTo(Exit.UNAVAILABLE);
            assertThat(command.err()).contains("standard output could not be written");
        } finally {
            System.setOut(before);
        }
    }
}
