package dev.cloister.cli;

import dev.cloister.cli.clean.Occupied;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Says of a folder that a process works in it, by a lock on a file in there: it goes with the process, however that
/// ends, so that others can tell what a killed one left.
final class AtWork implements AutoCloseable {
    private static final String LOCK = ".at-work";

    private final FileChannel held;

    private AtWork(FileChannel held) {
        this.held = held;
    }

    /// In a folder that was made a moment ago.
    static AtWork in(Path folder) throws IOException {
        FileChannel held =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        held.lock();
        return new AtWork(held);
    }

    /// Whether whoever made the folder has ended without removing it.
    static boolean isAbandoned(Path folder) throws IOException {
        Path lock = folder.resolve(LOCK);
        if (!Files.isRegularFile(lock, LinkOption.NOFOLLOW_LINKS)) {
            // Just being made; or a day ago, by one that ended within that moment.
            return Occupied.isOld(folder);
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock free = channel.tryLock()) {
            return free != null;
        } catch (OverlappingFileLockException e) {
            return false; // this very process is at work there
        }
    }

    @Override
    public void close() throws IOException {
        held.close();
    }
}
