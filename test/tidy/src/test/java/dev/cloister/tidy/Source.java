package dev.cloister.tidy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// One Java source, its path as from the checkout's root with forward slashes.
record Source(String path, String text) {

    /// All Java sources of one module, main and test.
    static List<Source> in(Path root, String module) throws IOException {
        Path folder = root.resolve(module).resolve("src");
        if (!Files.isDirectory(folder)) return List.of();
        List<Source> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
                all.add(new Source(root.relativize(file).toString().replace('\\', '/'), Files.readString(file)));
            }
        }
        return all;
    }

    boolean isTest() {
        return path.contains("src/test/");
    }

    String folder() {
        return path.substring(0, path.lastIndexOf('/'));
    }

    String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
