package dev.cloister.cli.home;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/// A file that is there whole or not at all, whatever ends the command that writes it.
public final class WholeFile {
    private WholeFile() {}

    public static void write(Path file, String text) throws IOException {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /// Written beside it, then renamed over what was there. With a name that depends on the file alone, so that what a
    /// killed command left there goes with the next.
    public static void write(Path file, byte[] content) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path beside = absolute.resolveSibling("." + Objects.requireNonNull(absolute.getFileName()) + ".new");
        try {
            Files.write(beside, content);
            Files.move(beside, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
    }
}
