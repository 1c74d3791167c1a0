package dev.cloister.model;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Spin, from the Debian package that `spin.lock` names, unpacked in the build folder.
record Spin(Path program) {
    static final Path HERE = Path.of(System.getProperty("cloister.root"), "test/model");
    static final Path MODEL = HERE.resolve("channel.pml");

    private static final Path TARGET = HERE.resolve("target");
    private static final int DIGEST = 5;

    /// Without it the test is skipped, and says why; in continuous integration it fails.
    static Spin ready() throws IOException, InterruptedException {
        String build =
                Path.of(System.getProperty("cloister.root"), "bootset/build").toString();
        Path lock = HERE.resolve("spin.lock");
        Said fetched = Said.of(TARGET, build, "--cache", cache().toString(), "--lock", lock + "", "--print-inputs");
        if (fetched.exit() != 0) return missing("Spin cannot be fetched: " + fetched.text());
        Said compiler = Said.of(TARGET, "sh", "-c", "gcc --version");
        if (compiler.exit() != 0) return missing("gcc is missing; apt-get install gcc libc6-dev");

        String inputs = fetched.text().lines().toList().getLast();
        String digest = Files.readAllLines(Path.of(inputs)).getFirst().split(" ", -1)[DIGEST];
        Path folder = TARGET.resolve("spin-" + digest);
        if (!Files.exists(folder.resolve("usr/bin/spin"))) {
            Said unpacked =
                    Said.of(TARGET, "dpkg-deb", "-x", cache().resolve("files").resolve(digest) + "", folder.toString());
            if (unpacked.exit() != 0) return missing("Spin cannot be unpacked: " + unpacked.text());
        }
        return new Spin(folder.resolve("usr/bin/spin"));
    }

    private static Spin missing(String reason) {
        return System.getenv("CI") == null ? abort(reason) : fail(reason);
    }

    /// Where the platform keeps caches.
    private static Path cache() {
        String xdg = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
        Path caches = xdg.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return caches.resolve("cloister");
    }

    /// What a search came to.
    ///
    /// @param lost the property that the host broke; empty if every state within the bounds was seen and none was
    record Search(Optional<String> lost, long states) {}

    /// Every state, or as far as the first violation.
    ///
    /// @param definitions such as `NO_JKT` or `KEPT=8`
    /// @param optimised worth its compiling only for millions of states
    Search search(List<String> definitions, boolean optimised) throws IOException, InterruptedException {
        Path folder = compile(definitions, optimised ? "-O2" : "-O0", "-DNOBOUNDCHECK");
        String text = good(Said.of(folder, "./pan", "-m10000", "-n"));
        if (text.contains("max search depth too small")
                || text.contains("Search not completed") && !text.contains("violated")) {
            fail("the search ended early: " + text);
        }
        long states = Long.parseLong(Said.find(text, "([0-9]+) states, stored").orElseThrow());
        return new Search(
                Said.find(text, "assertion violated \\(lost!=([0-9])\\)").map("P"::concat), states);
    }

    /// The shortest attack, in the model's own words: one line for each message.
    List<String> shortestAttack(List<String> definitions) throws IOException, InterruptedException {
        Path folder = compile(definitions, "-O0", "-DREACH");
        good(Said.of(folder, "./pan", "-m300", "-n", "-i"));
        return good(Said.of(folder, "./pan", "-r", "channel.pml.trail"))
                .lines()
                .filter(line -> line.matches("(guest|broker|host|owner).*"))
                .toList();
    }

    private Path compile(List<String> definitions, String... options) throws IOException, InterruptedException {
        Path folder = TARGET.resolve("search").resolve(String.join("-", definitions));
        Files.createDirectories(folder);
        try (Stream<Path> old = Files.list(folder)) {
            old.forEach(Spin::delete);
        }
        List<String> spin = new ArrayList<>(List.of(program.toString(), "-a"));
        definitions.forEach(definition -> spin.add("-D" + definition));
        spin.add(MODEL.toString());
        good(Said.of(folder, spin.toArray(String[]::new)));
        List<String> gcc = new ArrayList<>(List.of("gcc", "-w", "-DSAFETY", "-DNOCLAIM", "-DNOREDUCE"));
        gcc.addAll(List.of(options));
        gcc.addAll(List.of("-o", "pan", "pan.c"));
        good(Said.of(folder, gcc.toArray(String[]::new)));
        return folder;
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String good(Said said) {
        if (said.exit() != 0) fail(said.text());
        return said.text();
    }
}
