package dev.cloister.broker;

import dev.cloister.bytes.Json;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// Says to others that a broker serves this home, and where. `run.lock` is locked as long as the process lives, so
/// that a crash frees it; `run.json` appears whole when the port is open and goes when the broker stops.
final class RunFile implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Path file;
    private final FileChannel lockFile;

    private RunFile(Path file, FileChannel lockFile) {
        this.file = file;
        this.lockFile = lockFile;
    }

    /// Empty when another broker holds this home.
    static Optional<RunFile> claim(Path folder) throws IOException {
        FileChannel lockFile =
                FileChannel.open(folder.resolve("run.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!isLockedSoon(lockFile)) {
            lockFile.close();
            return Optional.empty();
        }
        RunFile claimed = new RunFile(folder.resolve("run.json"), lockFile);
        Files.deleteIfExists(claimed.file);
        return Optional.of(claimed);
    }

    /// Others look for a broker by trying the lock, and hold it for that moment.
    private static boolean isLockedSoon(FileChannel lockFile) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!isLocked(lockFile)) {
            if (System.nanoTime() - end > 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return true;
    }

    private static boolean isLocked(FileChannel lockFile) throws IOException {
        try {
            FileLock lock = lockFile.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException here) {
            return false;
        }
    }

    void publish(String url, int port) throws IOException {
        byte[] text = Json.object()
                .put("pid", ProcessHandle.current().pid())
                .put("port", port)
                .put("url", url)
                .build()
                .compact()
                .getBytes(StandardCharsets.UTF_8);
        Path fresh = file.resolveSibling("run.json.new");
        try {
            Files.write(fresh, text);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh); // as where the disk is full
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
        lockFile.close();
    }
}
