package dev.cloister.cli;

import java.util.ArrayList;
import java.util.List;

/// Runs what most commands begin with, once after each build, so that the Java VM can note which classes a start needs
/// and keep them ready (class data sharing). Works on a home that is not there, and leaves none behind.
final class Rehearsal {
    private static final List<List<String>> LINES = List.of(
            List.of("--help"),
            List.of("ps"),
            List.of("ps", "--json"),
            List.of("run", "--help"),
            List.of("stop", "nobody"),
            List.of("logs", "nobody"),
            List.of("verify", "nobody"));

    private Rehearsal() {}

    /// @param words one: a folder that does not exist
    public static void main(String[] words) {
        for (List<String> line : LINES) {
            List<String> whole = new ArrayList<>(line);
            if (line.size() > 1 || !line.getFirst().startsWith("-")) {
                whole.addAll(List.of("--home", words[0]));
            }
            Main.execute(whole.toArray(String[]::new));
        }
    }
}
