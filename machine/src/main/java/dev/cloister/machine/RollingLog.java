package dev.cloister.machine;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// A file that a guest writes and that cannot fill the disk: when it has reached its limit, its newest half stays,
/// from a line's beginning on, and what came before is dropped.
final class RollingLog implements AutoCloseable {

    private final Path file;
    private final long limitBytes;
    private OutputStream out;
    private long size;

    RollingLog(Path file, long limitBytes) throws IOException {
        this.file = file;
        this.limitBytes = limitBytes;
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
            copy(from, endOfLine(from, size - Math.min(size, limitBytes / 2)), to);
        }
        Files.setPosixFilePermissions(shorter, Files.getPosixFilePermissions(file));
        Files.move(shorter, file, StandardCopyOption.ATOMIC_MOVE);
        size = Files.size(file);
        out = append();
    }

    /// Where the line that `start` lies in has ended, or the end of the file.
    private static long endOfLine(RandomAccessFile file, long start) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long at = start;
        file.seek(start);
        int read;
        while ((read = file.read(buffer)) > 0) {
            for (int i = 0; i < read; i++) {
                at++;
                if (buffer[i] == '\n') {
                    return at;
                }
            }
        }
        return at;
    }

    private static void copy(RandomAccessFile from, long start, OutputStream to) throws IOException {
        byte[] buffer = new byte[1 << 16];
        from.seek(start);
        int read;
        while ((read = from.read(buffer)) > 0) {
            to.write(buffer, 0, read);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
