package dev.cloister.cli.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.State;
import dev.cloister.vectors.Shared;
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
    private static final String LIST = "## What a host can try";
    private static final String CHANNEL = "## The channel's own list";
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
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
                .takeWhile(line -> !line.equals(LIST))
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

    /// Whoever reads the list finds every attack in it, and nothing else.
    @Test
    void everyAttackHasAPlaceInTheListOfWhatAHostCanTry() throws IOException {
        List<String> rows = Files.readAllLines(PAGE).stream()
                .dropWhile(line -> !line.equals(LIST))
                .takeWhile(line -> !line.equals(CHANNEL))
                .filter(line -> line.startsWith("| "))
                .skip(1) // its head
                .toList();
        for (int i = 1; i < rows.size(); i++) {
            assertThat(rows.get(i - 1)).startsWith("| " + i + ". ");
        }
        List<String> named = rows.stream()
                .map(row -> row.split(" \\| ", -1)[1])
                .flatMap(attacks -> QUOTED.matcher(attacks).results().map(found -> found.group(1)))
                .distinct()
                .toList();
        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(
                        briefs().stream().map(Brief::id).toList());
    }

    /// Rows of the last table: the attack, and who tries it.
    private static List<String[]> channelRows() throws IOException {
        return Files.readAllLines(PAGE).stream()
                .dropWhile(line -> !line.equals(CHANNEL))
                .filter(line -> line.startsWith("| "))
                .skip(1) // its head
                .map(line -> line.substring(2, line.length() - 2).split(" \\| ", -1))
                .toList();
    }

    /// Every attack on the channel is tried by an attack of the drill or by a test (see
    /// [#everyTestThatThePageNamesExists]), or the page says what is not built.
    @Test
    void everyAttackOnTheChannelIsTriedBySomebody() throws IOException {
        List<String> ids = briefs().stream().map(Brief::id).toList();
        assertThat(channelRows()).isNotEmpty();
        for (String[] row : channelRows()) {
            assertThat(row).hasSize(2);
            List<String> named = QUOTED.matcher(row[1])
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            assertThat(row[1].startsWith("not built: ") || !named.isEmpty())
                    .as(row[0])
                    .isTrue();
            assertThat(named).as(row[0]).allMatch(name -> ids.contains(name) || name.contains("Test#"));
        }
    }

    /// The list itself is that of the specification's section 14, where that page is at hand.
    @Test
    void everyAttackThatTheSpecificationNamesHasARow() throws IOException {
        Path page = Shared.path("specs/guest-broker-channel.md");
        List<String> named = Files.readAllLines(page).stream()
                .dropWhile(line -> !line.startsWith("## 14."))
                .takeWhile(line -> !line.startsWith("## 15."))
                .filter(line -> line.startsWith("| ") && !line.startsWith("| # "))
                .map(line -> line.split(" \\| ", -1)[1])
                .toList();
        assertThat(channelRows().stream().map(row -> row[0]).toList()).isEqualTo(named);
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
