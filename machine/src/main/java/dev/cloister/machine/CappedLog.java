package dev.cloister.machine;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A container's sealed log, which cannot fill the disk: at its limit it stops for good, and everything after
/// that is taken and dropped, so that the guest does not block.
///
/// Its reader accepts no gap, so nothing is cut out of it and nothing of ours is written into it. What is lost is
/// the end, its last record included: the reader sees a log that is not complete. The keeper's own log says why.
final class CappedLog implements AutoCloseable {

    private final Path file;
    private final long limitBytes;
    private final OutputStream out;
    private long size;
    private boolean full;

    CappedLog(Path file, long limitBytes) throws IOException {
        this.file = file;
        this.limitBytes = limitBytes;
        if (!Files.exists(file)) {
            Files.createFile(file, StateFile.OWNER_ONLY_FILE);
        }
        this.size = Files.size(file);
        this.out = Files.newOutputStream(file, StandardOpenOption.APPEND);
    }

    /// The last line may be cut short: without its line end it is no record yet to whoever reads it.
    synchronized void write(byte[] content, int length) throws IOException {
        int room = (int) Math.min(length, Math.max(0, limitBytes - size));
        out.write(content, 0, room);
        size += room;
        if (room < length && !full) {
            full = true;
            System.err.println("keeper: " + file.getFileName() + " has reached its limit of " + limitBytes
                    + " bytes; what the container writes from here on is lost");
        }
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
