package dev.cloister.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Killed without warning, a broker has lost nothing that it had confirmed.
class CrashTest {
    @TempDir
    Path folder;

    @Test
    void whatWasConfirmedSurvivesKill() throws IOException, InterruptedException {
        Path file = folder.resolve("broker.db");
        Process writing = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writing.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long confirmed = 0;
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(writing.getInputStream(), StandardCharsets.US_ASCII))) {
            String line = said.readLine();
            while (line != null) {
                confirmed = Long.parseLong(line);
                if (confirmed == 25) {
                    writing.toHandle().destroyForcibly();
                }
                line = said.readLine();
            }
        }
        writing.waitFor();
        try (Database database = Database.open(file)) {
            List<Long> kept = database.read(
                    rows -> rows.all("select version from release_policy order by 1", row -> row.number(1)));
            assertThat(kept).hasSizeBetween((int) confirmed, (int) confirmed + 1);
            assertThat(kept.getLast()).isEqualTo(kept.size());
            List<String> integrity = database.read(rows -> rows.all("pragma integrity_check", row -> row.text(1)));
            assertThat(integrity).containsExactly("ok");
        }
    }
}
