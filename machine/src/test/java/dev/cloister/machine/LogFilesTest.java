package dev.cloister.machine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Neither log can fill the disk, and what each gives up is what its reader can do without.
class LogFilesTest {

    private static final int LIMIT = 1_000;

    @TempDir
    private Path dir;

    private Path file;

    @BeforeEach
    void setUp() {
        file = dir.resolve("log");
    }

    @Test
    void aFullConsoleKeepsItsNewestLines() throws IOException {
        try (RollingLog log = new RollingLog(file, LIMIT)) {
            for (int i = 0; i < 500; i++) {
                write(log::write, i + " line\n");
                assertThat(Files.size(file)).isLessThanOrEqualTo(LIMIT);
            }
        }
        assertThat(Files.readString(file)).endsWith("498 line\n499 line\n");
        assertThat(Files.readAllLines(file)).hasSizeGreaterThan(40).allMatch(line -> line.matches("\\d+ line"));
    }

    @Test
    void oneEndlessLineOfTheConsoleStaysBounded() throws IOException {
        try (RollingLog log = new RollingLog(file, LIMIT)) {
            for (int i = 0; i < 100; i++) {
                write(log::write, "x".repeat(300));
                assertThat(Files.size(file)).isLessThanOrEqualTo(LIMIT);
            }
        }
    }

    @Test
    void aFullSealedLogIsABeginningWithoutItsEnd() throws IOException {
        StringBuilder all = new StringBuilder("{\"header\":1}\n");
        try (CappedLog log = new CappedLog(file, LIMIT)) {
            write(log::write, all.toString());
            for (int i = 1; i <= 500; i++) {
                String record = i + ".record\n";
                all.append(record);
                write(log::write, record);
            }
        }
        assertThat(Files.readString(file)).isEqualTo(all.substring(0, LIMIT));
    }

    @Test
    void aSealedLogOfOneEndlessLineStaysBounded() throws IOException {
        try (CappedLog log = new CappedLog(file, LIMIT)) {
            for (int i = 0; i < 100; i++) {
                write(log::write, "x".repeat(300));
            }
        }
        assertThat(Files.size(file)).isEqualTo(LIMIT);
    }

    @Test
    void aSealedLogOfAnEarlierAttemptCounts() throws IOException {
        Files.writeString(file, "x".repeat(LIMIT - 1));
        try (CappedLog log = new CappedLog(file, LIMIT)) {
            write(log::write, "yz");
        }
        assertThat(Files.readString(file)).isEqualTo("x".repeat(LIMIT - 1) + "y");
    }

    private static void write(GuestPort.Sink log, String text) throws IOException {
        log.accept(text.getBytes(US_ASCII), text.length());
    }
}
