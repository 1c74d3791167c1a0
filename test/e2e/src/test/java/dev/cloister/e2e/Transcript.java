package dev.cloister.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The terminal session of the README, a block marked `console`: what the program prints, with lines left out, and `…`
/// for a part of a line that is. Numbers and digests differ from run to run.
record Transcript(String command, List<String> lines) {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```console\\n[$] (.*?)\\n(.*?)^```");
    private static final Pattern VARIES = Pattern.compile("[0-9a-f]{8,}|[0-9]+");

    static Transcript ofReadme() throws IOException {
        Matcher block = BLOCK.matcher(Files.readString(Home.CHECKOUT.resolve("README.md")));
        assertThat(block.find()).as("the README has a terminal session").isTrue();
        return new Transcript(block.group(1), block.group(2).lines().toList());
    }

    /// Each of these lines was printed, in this order.
    void isPartOf(String printed) {
        List<String> real = printed.lines().toList();
        int at = 0;
        for (String line : lines) {
            Pattern wanted = pattern(line);
            while (at < real.size() && !wanted.matcher(real.get(at)).matches()) {
                at++;
            }
            assertThat(at)
                    .as(
                            "README.md shows a line that `%s` did not print, or not there: %s%nIt printed:%n%s",
                            command, line, printed)
                    .isLessThan(real.size());
            at++;
        }
    }

    private static Pattern pattern(String line) {
        return Pattern.compile(
                Arrays.stream(line.split("…", -1)).map(Transcript::literal).collect(Collectors.joining(".*")));
    }

    private static String literal(String part) {
        return Arrays.stream(VARIES.split(part, -1)).map(Pattern::quote).collect(Collectors.joining("[0-9a-f]+"));
    }
}
