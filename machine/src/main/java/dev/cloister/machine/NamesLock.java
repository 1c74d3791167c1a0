package dev.cloister.machine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// Held for the moment in which a guest's folder is made or removed, so that two processes do not do both at once.
/// It goes with the process that holds it.
final class NamesLock implements AutoCloseable {

    /// A file's lock is the process's: threads need one of their own.
    private static final ReentrantLock THREADS = new ReentrantLock();

    private final FileChannel channel;

    private NamesLock(FileChannel channel) {
        this.channel = channel;
    }

    /// Makes `guests`, too, if it is not there, and waits for the lock.
    static NamesLock take(Path guests) throws IOException {
        Files.createDirectories(guests, StateFile.OWNER_ONLY_FOLDER);
        THREADS.lock();
        try {
            FileChannel channel = FileChannel.open(
                    guests.resolve(".lock"),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                    StateFile.OWNER_ONLY_FILE);
            try {
                channel.lock();
                return new NamesLock(channel);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            THREADS.unlock();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            THREADS.unlock();
        }
    }
}
