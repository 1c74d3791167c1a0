package dev.cloister.broker.log;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.MessageFormat;
import java.util.Arrays;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// Writes log records as JSON lines. The file is 0600 and bounded: at 8 MiB it becomes `broker.log.1`, and the one
/// before that is gone.
public final class LogFile extends Handler implements AutoCloseable {
    private static final long MAX_BYTES = 8L * 1024 * 1024;
    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");
    private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

    private final Path file;
    private OutputStream out;
    private long written;
    private boolean torn;

    private LogFile(Path file) throws IOException {
        this.file = file;
        this.out = append();
    }

    /// From now on all log records of this process go to the file, and only there.
    public static LogFile install(Path file) throws IOException {
        LogFile log = new LogFile(file);
        Arrays.stream(ROOT.getHandlers()).forEach(ROOT::removeHandler);
        ROOT.addHandler(log);
        ROOT.setLevel(Level.INFO);
        JETTY.setLevel(Level.WARNING);
        FLYWAY.setLevel(Level.WARNING);
        return log;
    }

    private OutputStream append() throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        written = Files.size(file);
        return Files.newOutputStream(file, StandardOpenOption.APPEND);
    }

    @Override
    public synchronized void publish(LogRecord entry) {
        if (!isLoggable(entry)) {
            return;
        }
        // After a line that was cut short, one of its own begins.
        byte[] line = ((torn ? "\n" : "") + json(entry).compact() + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            if (written > MAX_BYTES) {
                out.close();
                if (Files.exists(file)) { // not yet made anew, if there was no room then
                    Files.move(
                            file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
                }
                out = append();
            }
            out.write(line);
            written += line.length;
            torn = false;
        } catch (IOException full) {
            // Nowhere left to tell it: the log itself is what failed. The next line may find room again.
            torn = true;
        }
    }

    private static JsonObject json(LogRecord entry) {
        JsonObject.Builder line = Json.object()
                .put("time", entry.getInstant().toString())
                .put("level", entry.getLevel().getName())
                .put("logger", String.valueOf(entry.getLoggerName()))
                .put("message", scalars(message(entry)));
        Throwable thrown = entry.getThrown();
        if (thrown != null) {
            StringWriter trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace));
            line.put("thrown", scalars(trace.toString()));
        }
        return line.build();
    }

    private static String message(LogRecord entry) {
        Object[] values = entry.getParameters();
        return values == null || values.length == 0
                ? String.valueOf(entry.getMessage())
                : MessageFormat.format(entry.getMessage(), values);
    }

    /// Text from strangers may hold lone surrogates, which JSON text cannot.
    private static String scalars(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    @Override
    public void flush() {
        // Every line is written when it is published.
    }

    @Override
    public synchronized void close() {
        setLevel(Level.OFF);
        try {
            out.close();
        } catch (IOException full) {
            // As above.
        }
    }
}
