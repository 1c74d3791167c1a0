package dev.cloister.evidence.fetch;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// A folder that remembers what services served, a bundle for each address, and when each may be asked again. Any
/// number
/// of processes may share it: a bundle is there whole or not at all, and whoever fetches or takes a turn holds a lock.
///
/// What lies here is no more than what a service says: it is read as strictly, and checked as a fresh answer is.
record Cache(Path folder) {
    /// Locks of files keep processes apart, not threads.
    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    /// A later moment than that is not a turn that somebody took: the clock was wrong, or the file is damaged.
    private static final Duration FARTHEST_TURN = Duration.ofHours(1);

    private static final int NAME_DIGITS = 40;

    interface Work<T> {
        T done() throws IOException;
    }

    /// Empty also for what is no bundle.
    Optional<Bundle> read(URI address) {
        try {
            return Optional.of(Bundle.read(file(address, ".json")));
        } catch (IOException | Malformed absent) {
            return Optional.empty();
        }
    }

    void write(URI address, Bundle content) throws IOException {
        Path fresh = Files.createTempFile(made(), "fresh", ".part");
        try {
            Files.write(fresh, content.encode().array());
            Files.move(
                    fresh, file(address, ".json"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /// What one asks the others need not ask again.
    <T> T alone(URI address, Work<T> work) throws IOException {
        return locked(file(address, ".lock"), channel -> work.done());
    }

    /// Takes the next turn that keeps `spacing` from the one before: from when it is one's own. Empty if that is later
    /// than `latest`; then none is taken.
    Optional<Instant> turn(String service, Duration spacing, Instant now, Instant latest) throws IOException {
        return locked(folder.resolve(name(service) + ".turn"), channel -> {
            Instant free = read(channel, now);
            Instant mine = free.isAfter(now) ? free : now;
            if (mine.isAfter(latest)) {
                return Optional.empty();
            }
            write(channel, mine.plus(spacing));
            return Optional.of(mine);
        });
    }

    /// Nobody gets a turn at the service before that moment.
    void postpone(String service, Instant now, Instant until) throws IOException {
        locked(folder.resolve(name(service) + ".turn"), channel -> {
            Instant bounded = until.isAfter(now.plus(FARTHEST_TURN)) ? now.plus(FARTHEST_TURN) : until;
            if (bounded.isAfter(read(channel, now))) {
                write(channel, bounded);
            }
            return Optional.empty();
        });
    }

    private static Instant read(FileChannel channel, Instant now) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(20);
        channel.read(content, 0);
        String text = new String(content.array(), 0, content.position(), StandardCharsets.US_ASCII);
        if (!text.matches("[0-9]{1,15}")) {
            return now;
        }
        Instant moment = Instant.ofEpochMilli(Long.parseLong(text));
        return moment.isAfter(now.plus(FARTHEST_TURN)) ? now : moment;
    }

    private static void write(FileChannel channel, Instant moment) throws IOException {
        byte[] text = String.valueOf(moment.toEpochMilli()).getBytes(StandardCharsets.US_ASCII);
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(text), 0);
    }

    private interface Locked<T> {
        T done(FileChannel channel) throws IOException;
    }

    private <T> T locked(Path file, Locked<T> work) throws IOException {
        made();
        ReentrantLock thread = THREADS.computeIfAbsent(file.toAbsolutePath().normalize(), path -> new ReentrantLock());
        thread.lock();
        try (FileChannel channel = FileChannel.open(
                        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assert lock.isValid();
            return work.done(channel);
        } finally {
            thread.unlock();
        }
    }

    private Path made() throws IOException {
        return Files.createDirectories(folder);
    }

    private Path file(URI address, String end) {
        return folder.resolve(name(address.toString()) + end);
    }

    private static String name(String of) {
        return Digests.sha256(Bytes.utf8(of)).hex().substring(0, NAME_DIGITS);
    }
}
