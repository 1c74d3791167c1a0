package dev.cloister.broker.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.JsonFields;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
    private static final System.Logger LOG = System.getLogger(LogFileTest.class.getName());

    @TempDir
    Path folder;

    @Test
    void everyRecordIsOneLineOfJson() throws Exception {
        try (LogFile log = LogFile.install(folder.resolve("broker.log"))) {
            LOG.log(Level.INFO, "released {0} to {1}", "a\nb\"c", 7);
            LOG.log(Level.WARNING, "lone \ud800 surrogate {not a pattern");
            LOG.log(Level.ERROR, "failed", new IllegalStateException("why"));
            LOG.log(Level.DEBUG, "not written");
            log.flush();
        }
        List<String> lines = Files.readAllLines(folder.resolve("broker.log"));
        assertThat(lines).hasSize(3);
        JsonFields first = json(lines.get(0));
        assertThat(first.text("message")).isEqualTo("released a\nb\"c to 7");
        assertThat(first.text("level")).isEqualTo("INFO");
        assertThat(json(lines.get(1)).text("message")).isEqualTo("lone ? surrogate {not a pattern");
        assertThat(json(lines.get(2)).text("thrown")).contains("IllegalStateException: why");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("broker.log"))))
                .isEqualTo("rw-------");
    }

    @Test
    void theFileIsBounded() throws IOException {
        Path file = folder.resolve("broker.log");
        Files.write(file, new byte[8 * 1024 * 1024 + 1]);
        try (LogFile log = LogFile.install(file)) {
            LOG.log(Level.INFO, "after");
            log.flush();
        }
        assertThat(Files.size(file)).isLessThan(1_000);
        assertThat(Files.size(folder.resolve("broker.log.1"))).isGreaterThan(8 * 1024 * 1024);
    }

    private static JsonFields json(String line) throws Exception {
        return JsonFields.parse("line", line.getBytes(StandardCharsets.UTF_8), 1);
    }
}
