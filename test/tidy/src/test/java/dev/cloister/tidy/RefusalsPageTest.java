package dev.cloister.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// `docs/refusals.md` says what the code says: each sentence stands in one source, each test is there, and each code
/// with which guest or broker refuse has its line.
class RefusalsPageTest {
    private static final Checkout CHECKOUT = Checkout.here();
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+)#(\\w+)`");
    private static final Pattern CODE = Pattern.compile("[a-z]+(-[a-z]+)*");
    private static final Pattern JOINED = Pattern.compile("\"\\s*\\+\\s*\"");
    private static final int SENTENCE = 10;

    /// Characters of code between two parts of a sentence.
    private static final int FAR = 120;

    /// Where codes come from, and what they look like there.
    private static final Map<String, Pattern> CODES = Map.of(
            "agent/src/main/java/dev/cloister/agent/End.java", Pattern.compile("-> \"([a-z]+(?:-[a-z]+)+)\";"),
            "protocol/src/main/java/dev/cloister/protocol/guest/Ended.java", Pattern.compile("[A-Z_]+\\(\"([a-z-]+)\""),
            "protocol/src/main/java/dev/cloister/protocol/ResourcesAnswer.java",
                    Pattern.compile("String [A-Z]+ = \"([a-z]+)\";"),
            "machine/src/main/java/dev/cloister/machine/AgentCode.java", Pattern.compile("\"([a-z]+(?:-[a-z]+)*)\""),
            "bootset/init", Pattern.compile("cloister: end ([a-z-]+)"));

    private static final Pattern BROKERS =
            Pattern.compile("Reason\\.of\\(\\s*\"([a-z-]+)\"|Outcome\\.[A-Z]+, now, \"([a-z]+-[a-z-]+)\",");

    private static List<String> rows;
    private static List<Source> texts;

    @BeforeAll
    static void read() throws IOException {
        rows = Files.readAllLines(CHECKOUT.root().resolve("docs/refusals.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| what ") && !line.startsWith("| code "))
                .toList();
        texts = CHECKOUT.texts();
        assertThat(rows).hasSizeGreaterThan(60);
    }

    private static List<String> cells(String row) {
        return List.of(row.substring(2, row.length() - 2).split(" \\| ", -1));
    }

    @Test
    void everyLineNamesATestThatIsThere() {
        for (String row : rows) {
            List<String[]> named = TEST.matcher(cells(row).getLast())
                    .results()
                    .map(found -> new String[] {found.group(1), found.group(2)})
                    .toList();
            assertThat(named).as(row).isNotEmpty();
            for (String[] test : named) {
                boolean there = texts.stream()
                        .anyMatch(source -> source.fileName().equals(test[0] + ".java")
                                && source.text().contains(" void " + test[1] + "("));
                assertThat(there).as(test[0] + "#" + test[1]).isTrue();
            }
        }
    }

    /// The parts between what differs, in their order, as one source has them.
    @Test
    void everySentenceIsTheCodes() {
        List<String> sources = texts.stream()
                .filter(source -> source.path().contains("src/main/java/")
                        || source.path().startsWith("bootset/stage/")
                        || source.path().equals("bootset/init"))
                .map(source -> JOINED.matcher(source.text()).replaceAll(""))
                .toList();
        List<String> unsaid = rows.stream()
                .flatMap(row -> sentences(row).stream())
                .filter(sentence -> sources.stream().noneMatch(source -> says(source, sentence)))
                .toList();
        assertThat(unsaid).as("sentences that no source has").isEmpty();
    }

    private static boolean says(String source, String sentence) {
        String[] parts = sentence.split("…", -1);
        for (int from = source.indexOf(parts[0]); from >= 0; from = source.indexOf(parts[0], from + 1)) {
            int at = from + parts[0].length();
            int part = 1;
            while (part < parts.length) {
                int next = source.indexOf(parts[part], at);
                if (next < 0 || next - at > FAR) break;
                at = next + parts[part++].length();
            }
            if (part == parts.length) return true;
        }
        return false;
    }

    /// What is quoted in the middle of a row and is no code.
    private static List<String> sentences(String row) {
        List<String> cells = cells(row);
        List<String> sentences = new ArrayList<>();
        for (String cell : cells.subList(1, cells.size() - 1)) {
            QUOTED.matcher(cell)
                    .results()
                    .map(found -> found.group(1))
                    .map(text -> text.replaceAll("^…|…$", ""))
                    .filter(text -> text.length() >= SENTENCE && text.contains(" "))
                    .forEach(sentences::add);
        }
        return sentences;
    }

    @Test
    void everyCodeOfGuestAndBrokerHasItsLine() throws IOException {
        Set<String> wanted = new TreeSet<>();
        for (Map.Entry<String, Pattern> place : CODES.entrySet()) {
            String text = Files.readString(CHECKOUT.root().resolve(place.getKey()));
            List<String> found = place.getValue()
                    .matcher(text)
                    .results()
                    .map(code -> code.group(1))
                    .toList();
            assertThat(found).as(place.getKey()).isNotEmpty();
            wanted.addAll(found);
        }
        assertThat(wanted).hasSizeGreaterThan(30);
        int before = wanted.size();
        for (Source source : CHECKOUT.sources()) {
            if (source.path().startsWith("broker/src/main/")) {
                BROKERS.matcher(source.text().replaceAll("\\s+", " "))
                        .results()
                        .forEach(found -> wanted.add(found.group(1) != null ? found.group(1) : found.group(2)));
            }
        }
        assertThat(wanted).hasSizeGreaterThan(before + 8);
        wanted.remove("container-ended");
        assertThat(wanted).isSubsetOf(codes());
    }

    private static Set<String> codes() {
        Set<String> codes = new TreeSet<>();
        for (String row : rows) {
            String first = cells(row).getFirst();
            String code = first.startsWith("`") && first.endsWith("`") ? first.substring(1, first.length() - 1) : "";
            if (CODE.matcher(code).matches()) codes.add(code);
        }
        return codes;
    }
}
