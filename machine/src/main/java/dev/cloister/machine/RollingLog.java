package dev.cloister.machine;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// A file that a guest writes and that cannot fill the disk: when it has reached its limit, its head stays, the
/// newest half of the rest stays, and what lay between is dropped at line ends. The sealed log's reader sees the
/// gap by its sequence numbers.
final class RollingLog implements AutoCloseable {

    private final Path file;
    private final long limitBytes;
    private final int headLines;
    private OutputStream out;
    private long size;

    /// `headLines` lines from the beginning are never dropped.
    RollingLog(Path file, long limitBytes, int headLines) throws IOException {
        this.file = file;
        this.limitBytes = limitBytes;
        this.headLines = headLines;
        if (!Files.exists(file)) {
            Files.createFile(file, StateFile.OWNER_ONLY_FILE);
        }
        this.size = Files.size(file);
        this.out = append();
    }

    private OutputStream append() throws IOException {
        return Files.newOutputStream(file, StandardOpenOption.APPEND);
    }

    synchronized void write(byte[] content, int length) throws IOException {
        if (size + length > limitBytes) {
            roll();
        }
        out.write(content, 0, length);
        size += length;
    }

    private void roll() throws IOException {
        out.close();
        Path shorter = file.resolveSibling(file.getFileName() + ".new");
        try (RandomAccessFile from = new RandomAccessFile(file.toFile(), "r");
                OutputStream to = Files.newOutputStream(shorter)) {
            long head = endOfLines(from, 0, headLines);
            copy(from, 0, head, to);
            long tail = endOfLines(from, Math.max(head, size - limitBytes / 2), 1);
            copy(from, tail, size, to);
        }
        Files.setPosixFilePermissions(shorter, Files.getPosixFilePermissions(file));
        Files.move(shorter, file, StandardCopyOption.ATOMIC_MOVE);
        size = Files.size(file);
        out = append();
    }

    /// Where the `lines`-th line from `start` on has ended, or the end of the file.
    private static long endOfLines(RandomAccessFile file, long start, int lines) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long at = start;
        int missing = lines;
        file.seek(start);
        int read;
        while (missing > 0 && (read = file.read(buffer)) > 0) {
            for (int i = 0; i < read && missing > 0; i++) {
                at++;
                if (buffer[i] == '\n') {
                    missing--;
                }
            }
        }
        return at;
    }

    private static void copy(RandomAccessFile from, long start, long end, OutputStream to) throws IOException {
        byte[] buffer = new byte[1 << 16];
        from.seek(start);
        long left = end - start;
        int read;
        while (left > 0 && (read = from.read(buffer, 0, (int) Math.min(buffer.length, left))) > 0) {
            to.write(buffer, 0, read);
            left -= read;
        }
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
