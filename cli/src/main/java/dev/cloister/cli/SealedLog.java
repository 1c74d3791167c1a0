package dev.cloister.cli;

import dev.cloister.bytes.Malformed;
import dev.cloister.protocol.jose.JdkP256;
import dev.cloister.protocol.log.LogReader;
import dev.cloister.protocol.log.LogRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A container's sealed log, read as it grows; without the owner's key there is nothing to read.
final class SealedLog implements AutoCloseable {
    /// More than the longest record: 8 KiB of output, twice in base64, and its frame.
    private static final int MAX_LINE = 1 << 15;

    private final Path file;
    private final Optional<JdkP256.Key> key;
    private final ByteArrayOutputStream unfinished = new ByteArrayOutputStream();
    private final byte[] chunk = new byte[1 << 16];
    private Optional<InputStream> in = Optional.empty();
    private Optional<LogReader> reader = Optional.empty();
    private int at;
    private int end;

    SealedLog(Path file, Optional<JdkP256.Key> key) {
        this.file = file;
        this.key = key;
    }

    /// The next record, or empty when there is no whole one yet.
    Optional<LogRecord> next() throws IOException, Malformed {
        if (key.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> line = line();
        if (line.isPresent() && reader.isEmpty()) {
            reader = Optional.of(LogReader.open(key.get(), line.get()));
            line = line();
        }
        return line.isEmpty() || reader.isEmpty()
                ? Optional.empty()
                : Optional.of(reader.get().read(line.get()));
    }

    /// Whether the first line opened with the owner's key.
    boolean isOpen() {
        return reader.isPresent();
    }

    private Optional<String> line() throws IOException, Malformed {
        while (fill()) {
            byte next = chunk[at++];
            if (next == '\n') {
                String line = unfinished.toString(StandardCharsets.US_ASCII);
                unfinished.reset();
                return Optional.of(line);
            }
            if (unfinished.size() == MAX_LINE) {
                throw new Malformed("log", "", -1, "a line is longer than any record");
            }
            unfinished.write(next);
        }
        return Optional.empty();
    }

    private boolean fill() throws IOException {
        if (in.isEmpty() && Files.exists(file)) {
            in = Optional.of(Files.newInputStream(file));
        }
        if (at == end && in.isPresent()) {
            at = 0;
            end = Math.max(0, in.get().read(chunk));
        }
        return at < end;
    }

    @Override
    public void close() throws IOException {
        reader.ifPresent(LogReader::close);
        if (in.isPresent()) {
            in.get().close();
        }
    }
}
