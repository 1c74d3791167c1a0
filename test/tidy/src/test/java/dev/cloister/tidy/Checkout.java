package dev.cloister.tidy;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The checkout under test: its modules, their classes, and every text file in it.
record Checkout(Path root) {
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
    private static final Set<String> NOT_SOURCES = Set.of(".git", "target", ".idea", ".vscode", ".settings");

    static Checkout here() {
        return new Checkout(Path.of(System.getProperty("cloister.root")));
    }

    List<String> modules() throws IOException {
        return MODULE.matcher(Files.readString(root.resolve("pom.xml")))
                .results()
                .map(module -> module.group(1))
                .toList();
    }

    /// Classes of the modules that are the product; those below `test/` are not, a parent has none.
    List<Compiled> classes() throws IOException {
        List<Compiled> all = new ArrayList<>();
        for (String module : modules()) {
            Path classes = root.resolve(module).resolve("target/classes");
            boolean hasCode = Files.isDirectory(root.resolve(module).resolve("src"));
            if (hasCode && !module.startsWith("test/")) all.addAll(Compiled.in(classes));
        }
        return all;
    }

    List<Source> sources() throws IOException {
        List<Source> all = new ArrayList<>();
        for (String module : modules()) {
            all.addAll(Source.in(root, module));
        }
        return all;
    }

    /// Every text file that is not made by a build.
    List<Source> texts() throws IOException {
        List<Source> all = new ArrayList<>();
        for (Path file : filesBelow(root)) {
            try {
                all.add(new Source(root.relativize(file).toString().replace('\\', '/'), Files.readString(file)));
            } catch (MalformedInputException _) {
                // Binary: a vector or a picture.
            }
        }
        return all;
    }

    private static List<Path> filesBelow(Path folder) throws IOException {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.sorted().toList()) {
                if (NOT_SOURCES.contains(entry.getFileName().toString()) || Files.isSymbolicLink(entry)) continue;
                if (Files.isDirectory(entry)) {
                    all.addAll(filesBelow(entry));
                } else {
                    all.add(entry);
                }
            }
        }
        return all;
    }
}
