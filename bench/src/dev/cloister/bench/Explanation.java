package dev.cloister.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A row of the page's table of differences: `peer | case | Cloister | peer's answer | why`.
///
/// It explains the differences of that peer in cases with the same change (a name without a change: in evaluations as the
/// catalogue has them; several changes: parted by commas) in which Cloister's answer begins with the third column and
/// the peer's answer holds the fourth. Each case named must be such a difference.
final class Explanation {
    private static final String HEAD = "| Verifier | Case | Cloister | Verifier's answer |";

    private final String peer;
    private final List<String> cases;
    private final String own;
    private final String other;
    private final List<String> seen = new ArrayList<>();

    private Explanation(String peer, List<String> cases, String own, String other) {
        this.peer = peer;
        this.cases = cases;
        this.own = own;
        this.other = other;
    }

    static List<Explanation> read(Path page) throws Exception {
        List<Explanation> rows = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(page)) {
            if (line.startsWith(HEAD)) {
                inside = true;
            } else if (inside && line.startsWith("|") && !line.startsWith("|--")) {
                String[] cell = line.split("\\|", -1);
                List<String> cases = List.of(cell[2].strip().split(", "));
                rows.add(new Explanation(
                        cell[1].strip(), cases.stream().map(Explanation::plain).toList(), plain(cell[3]), plain(cell[4])));
            } else if (!line.startsWith("|")) {
                inside = false;
            }
        }
        return rows;
    }

    private static String plain(String cell) {
        return cell.strip().replace("`", "");
    }

    private static String change(String name) {
        int space = name.indexOf(' ');
        return space < 0 ? "" : name.substring(space + 1);
    }

    boolean explains(Differential.Peer by, String name, String answer, String theirs) {
        boolean listed = cases.stream().anyMatch(shown -> change(shown).equals(change(name)));
        boolean explains = peer.equals(by.title()) && listed && answer.startsWith(own) && theirs.contains(other);
        if (explains) {
            seen.add(name);
        }
        return explains;
    }

    /// Cases named that are no such difference, or not any more.
    List<String> complaints() {
        return cases.stream()
                .filter(name -> !seen.contains(name))
                .map(name -> peer + " | " + name + " | " + own + " | " + other)
                .toList();
    }
}
