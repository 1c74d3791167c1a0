package dev.cloister.cli.home;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Whether something went wrong for want of room on a disk, and what to do about it.
public final class Room {
    public static final String REMEDY =
            "make room there, then give the same command again; `cloister clean` lists what" + " takes room and may go";

    private static final String LEFT = " MB left";

    /// Of the C library (strerror), in its own language: ENOSPC, EDQUOT, EFBIG; of SQLite; of [#lack].
    private static final List<String> FULL = List.of(
            "No space left on device", "Disk quota exceeded", "File too large", "database or disk is full", LEFT);

    /// What the home's broker needs to start: its database, and the driver that it unpacks.
    private static final long LEAST_BYTES = 8L << 20;

    private Room() {}

    /// What a failure for want of room is to be called; empty for any other.
    public static Optional<String> sentence(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        if (!isFull(message)) {
            return Optional.empty();
        }
        boolean bare = FULL.contains(message) && !(failure instanceof FileSystemException);
        return Optional.of(bare ? "a disk that this command writes to is full: " + message : message);
    }

    /// Whether these words are about a full disk.
    public static boolean isFull(String message) {
        return FULL.stream().anyMatch(message::contains);
    }

    /// Empty where there is enough for a broker on the disk of this folder, or nobody knows.
    public static Optional<String> lack(Path folder) {
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            return free >= LEAST_BYTES
                    ? Optional.empty()
                    : Optional.of(String.format(
                            Locale.ROOT, "the disk of %s has only %.1f" + LEFT, folder, Math.floor(free / 1e5) / 10));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
