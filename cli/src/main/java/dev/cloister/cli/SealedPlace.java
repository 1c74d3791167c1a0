package dev.cloister.cli;

import dev.cloister.bytes.Malformed;
import dev.cloister.workload.InitData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// A folder that `protect` made: the sealed artifact (an OCI layout) and beside it the owner's init-data and
/// trust policy. Nothing in it is secret; the host gets all of it.
final class SealedPlace {
    static final String SUFFIX = ".sealed";
    static final String INIT_DATA = "init-data.toml";
    static final String TRUST_POLICY = "trust-policy.json";

    private static final int MAX_NAME = 40;

    private SealedPlace() {}

    static boolean isSealed(Path directory) {
        return Files.isRegularFile(directory.resolve(INIT_DATA))
                && Files.isRegularFile(directory.resolve("index.json"));
    }

    /// Where the sealed image of an image at `path` goes when nobody says otherwise.
    static Path beside(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        return absolute.resolveSibling(absolute.getFileName() + SUFFIX);
    }

    /// The folder in which a file lies.
    static Path folderOf(Path file) {
        Path absolute = file.toAbsolutePath();
        Path parent = absolute.getParent();
        return parent == null ? absolute : parent;
    }

    static InitData initData(Path directory) throws IOException, Malformed {
        return InitData.parse(Files.readAllBytes(directory.resolve(INIT_DATA)));
    }

    /// A DNS label from a file name.
    static String name(Path path) {
        String base = path.toAbsolutePath().normalize().getFileName().toString();
        for (String suffix : List.of(SUFFIX, ".tar", ".oci")) {
            base = base.endsWith(suffix) ? base.substring(0, base.length() - suffix.length()) : base;
        }
        String label =
                base.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
        label = label.length() > MAX_NAME ? label.substring(0, MAX_NAME).replaceAll("-+$", "") : label;
        return label.isEmpty() ? "image" : label;
    }

    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
