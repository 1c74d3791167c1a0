package dev.cloister.cli;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.home.KeyFiles;
import dev.cloister.machine.Guest;
import dev.cloister.machine.Guests;
import dev.cloister.machine.Phase;
import dev.cloister.protocol.jose.JdkP256;
import dev.cloister.protocol.log.LogReader;
import dev.cloister.protocol.log.LogRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// A guest at the terminal: shows the container's output, opened with the owner's key, until the guest ends,
/// and gives the container's exit code. Ctrl-C stops the guest.
final class Foreground {
    private static final long POLL_MILLIS = 200;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(15);

    private final Workspace workspace;
    private final Guests guests;
    private final String name;
    private final boolean remove;
    private OptionalInt exitCode = OptionalInt.empty();

    Foreground(Workspace workspace, Guests guests, String name, boolean remove) {
        this.workspace = workspace;
        this.guests = guests;
        this.name = name;
        this.remove = remove;
    }

    int follow() throws IOException, Malformed, InterruptedException {
        Thread stopping = new Thread(this::stop);
        Runtime.getRuntime().addShutdownHook(stopping);
        try (Tail tail = new Tail(guest().sealedLog(), ownerKey())) {
            Guest guest = guest();
            while (!guest.phase().ended()) {
                show(tail);
                Thread.sleep(POLL_MILLIS);
                guest = guest();
            }
            show(tail);
            int code = code(guest.phase());
            if (remove) {
                guests.remove(name);
            }
            return code;
        } finally {
            if (!Thread.currentThread().isInterrupted()) {
                Runtime.getRuntime().removeShutdownHook(stopping);
            }
        }
    }

    private Guest guest() throws IOException, Malformed {
        return guests.find(name).orElseThrow(() -> new IOException("the guest " + name + " is gone"));
    }

    private Optional<JdkP256.Key> ownerKey() throws IOException, Malformed {
        Path file = workspace.home().ownerKey();
        return Files.exists(file) ? Optional.of(KeyFiles.read(file)) : Optional.empty();
    }

    private int code(Phase phase) {
        return switch (phase) {
            case Phase.Failed failed -> {
                workspace.screen().problem(failed.reason().sentence());
                yield failed.reason().exitCode();
            }
            case Phase.Finished _, Phase.Stopped _, Phase.Running _, Phase.Starting _ -> {
                if (exitCode.isEmpty()) {
                    workspace
                            .screen()
                            .note("The container's exit code is not known here: the end of its log is missing,"
                                    + " or it was sealed for another owner.");
                }
                yield exitCode.orElse(phase instanceof Phase.Stopped ? Exit.DONE : Exit.UNDECIDED);
            }
        };
    }

    private void show(Tail tail) throws IOException, Malformed {
        Optional<LogRecord> record = tail.next();
        while (record.isPresent()) {
            switch (record.get()) {
                case LogRecord.Output output -> {
                    OutputStream to = output.stream() == LogRecord.Stream.OUT ? System.out : System.err;
                    to.write(output.bytes().array());
                    to.flush();
                }
                case LogRecord.Exit exit -> exitCode = OptionalInt.of(exit.code());
            }
            record = tail.next();
        }
    }

    private void stop() {
        try {
            guests.stop(name, STOP_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | Malformed e) {
            workspace.screen().problem("the guest " + name + " may still run: " + e.getMessage());
        }
    }

    /// Reads the sealed log as it grows; without the owner's key there is nothing to read.
    private static final class Tail implements AutoCloseable {
        private final Path file;
        private final Optional<JdkP256.Key> key;
        private Optional<LogReader> reader = Optional.empty();
        private long offset;

        Tail(Path file, Optional<JdkP256.Key> key) {
            this.file = file;
            this.key = key;
        }

        Optional<LogRecord> next() throws IOException, Malformed {
            Optional<String> line = key.isEmpty() ? Optional.empty() : line();
            if (line.isPresent() && reader.isEmpty()) {
                reader = Optional.of(LogReader.open(key.get(), line.get()));
                line = line();
            }
            return line.isEmpty() ? Optional.empty() : Optional.of(reader.get().read(line.get()));
        }

        /// The next line that is there with its line feed.
        private Optional<String> line() throws IOException {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
                log.seek(offset);
                byte[] ahead = new byte[(int) Math.min(log.length() - offset, 1 << 20)];
                log.readFully(ahead);
                for (int i = 0; i < ahead.length; i++) {
                    if (ahead[i] == '\n') {
                        offset += i + 1;
                        return Optional.of(new String(ahead, 0, i, StandardCharsets.US_ASCII));
                    }
                }
                return Optional.empty();
            }
        }

        @Override
        public void close() {
            reader.ifPresent(LogReader::close);
        }
    }
}
