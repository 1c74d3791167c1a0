package dev.cloister.cli.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The table of attacks, and the page that documents it.
class AttacksTest {
    private static final Path ROOT = Path.of("..");
    private static final Path PAGE = ROOT.resolve("docs/drill.md");
    private static final Pattern NAMED_TEST = Pattern.compile("`([A-Z][A-Za-z0-9]*Test)#([A-Za-z0-9]+)`");

    private static List<Brief> briefs() {
        return Attacks.all().stream().map(Attack::brief).toList();
    }

    @Test
    void everyAttackHasAnIdOfItsOwnAndSaysWhatItIs() {
        assertThat(briefs())
                .extracting(Brief::id)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[a-z][a-z0-9-]*"));
        for (Brief brief : briefs()) {
            assertThat(brief.title()).as(brief.id()).matches("[a-z].*[^.]");
            assertThat(brief.tried()).as(brief.id()).matches("[a-z].*[^.]");
            assertThat(brief.documented().by()).as(brief.id()).isNotEmpty();
            assertThat(brief.documented().state() == State.REFUSED)
                    .as(brief.id() + " says why it is not refused")
                    .isEqualTo(brief.remark().isEmpty());
        }
    }

    @Test
    void thePageSaysWhatTheCodeSays() throws IOException {
        List<String> rows = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
        assertThat(rows)
                .containsExactlyElementsOf(
                        briefs().stream().map(AttacksTest::row).toList());
    }

    private static String row(Brief brief) {
        String why = brief.remark().isEmpty() ? "" : ": " + brief.remark();
        return "| `" + brief.id() + "` | " + brief.tried() + " | "
                + brief.documented().state().word() + why + " | `"
                + brief.documented().by() + "` |";
    }

    /// Attacks that a test tries instead of the drill.
    @Test
    void everyTestThatThePageNamesExists() throws IOException {
        for (var named : NAMED_TEST.matcher(Files.readString(PAGE)).results().toList()) {
            assertThat(sources(named.group(1)))
                    .as(named.group())
                    .anyMatch(source -> source.contains(" " + named.group(2) + "("));
        }
    }

    private static List<String> sources(String name) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT, 16)) {
            return files.filter(file -> file.endsWith(name + ".java"))
                    .map(AttacksTest::read)
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
