package dev.cloister.cli.drill.sight;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What the kernel tells of processes; nothing of those that have ended meanwhile or are not ours to read.
final class Looked {
    private static final byte[] NOTHING = {};

    private Looked() {}

    static List<Path> children(Path folder) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            all.forEach(found::add);
        } catch (IOException | DirectoryIteratorException gone) {
            return found;
        }
        return found;
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException gone) {
            return NOTHING;
        }
    }

    static String text(Path file) {
        return new String(bytes(file), StandardCharsets.ISO_8859_1);
    }

    static Path target(Path link) {
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException gone) {
            return link;
        }
    }
}
