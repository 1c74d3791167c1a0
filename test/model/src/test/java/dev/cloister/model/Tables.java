package dev.cloister.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// The tables of `README.md`, which are what the tests try.
record Tables(String text) {
    private static final Path README = Spin.HERE.resolve("README.md");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final String TRAIL = "<!-- trail NO_RSD_LATER P2 -->\n```\n";

    static Tables read() throws IOException {
        return new Tables(Files.readString(README));
    }

    /// @param lost the property, empty where nothing may be lost
    record Check(String name, List<String> switches, String lost, String attack, String method) {}

    record Bounds(List<String> definitions, long states, boolean always) {}

    List<Check> checks() {
        return rows("| check |", 5).stream()
                .map(cells -> new Check(
                        cells.get(0),
                        codes(cells.get(1)),
                        cells.get(2),
                        cells.get(3),
                        codes(cells.get(4)).getFirst()))
                .toList();
    }

    List<Bounds> bounds() {
        return rows("| bounds |", 3).stream()
                .map(cells -> new Bounds(
                        codes(cells.get(0)),
                        Long.parseLong(cells.get(1)),
                        cells.get(2).equals("always")))
                .toList();
    }

    /// The attack that is shown in full.
    List<String> trail() {
        int from = text.indexOf(TRAIL) + TRAIL.length();
        return text.substring(from, text.indexOf("```", from)).lines().toList();
    }

    private List<List<String>> rows(String head, int columns) {
        List<List<String>> rows = new ArrayList<>();
        List<String> lines = text.substring(text.indexOf(head)).lines().skip(2).toList();
        for (String line : lines) {
            if (!line.startsWith("|")) break;
            List<String> cells = Arrays.stream(line.substring(1).split("\\|", -1))
                    .map(String::strip)
                    .limit(columns)
                    .toList();
            rows.add(cells);
        }
        return rows;
    }

    private static List<String> codes(String cell) {
        return CODE.matcher(cell)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
