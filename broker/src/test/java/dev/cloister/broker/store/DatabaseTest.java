package dev.cloister.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
    private static final String INSERT =
            "insert into release_policy (path, version, stored, document) values (?, ?, ?, ?)";
    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");

    @TempDir
    Path folder;

    @Test
    void writesAreThereAfterReopening() throws IOException {
        try (Database database = open()) {
            database.write(rows -> rows.change(INSERT, "a/b/c", 1, NOW, "{}"));
        }
        try (Database database = open()) {
            assertThat(paths(database)).containsExactly("a/b/c");
        }
    }

    @Test
    void aFailedTransactionLeavesNothing() throws IOException {
        try (Database database = open()) {
            assertThatThrownBy(() -> database.write(rows -> {
                        rows.change(INSERT, "a/b/c", 1, NOW, "{}");
                        return rows.change(INSERT, "a/b/c", 1, NOW, "{}");
                    }))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> database.write(rows -> {
                        rows.change(INSERT, "a/b/d", 1, NOW, "{}");
                        throw new IllegalStateException("bug");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(paths(database)).isEmpty();
            database.write(rows -> rows.change(INSERT, "a/b/e", 1, NOW, "{}"));
            assertThat(paths(database)).containsExactly("a/b/e");
        }
    }

    @Test
    void aReaderSeesNothingOfAnOpenTransactionAndNeverWrites() throws Exception {
        try (Database database = open()) {
            CountDownLatch inserted = new CountDownLatch(1);
            CountDownLatch looked = new CountDownLatch(1);
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    database.write(rows -> {
                        rows.change(INSERT, "a/b/c", 1, NOW, "{}");
                        inserted.countDown();
                        await(looked);
                        return 0;
                    });
                } catch (IOException failed) {
                    throw new AssertionError(failed);
                }
            });
            await(inserted);
            assertThat(paths(database)).isEmpty();
            looked.countDown();
            writer.join();
            assertThat(paths(database)).containsExactly("a/b/c");
            assertThatThrownBy(() -> database.read(rows -> rows.change(INSERT, "x/y/z", 1, NOW, "{}")))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void nothingIsLockedBetweenTransactions() throws Exception {
        try (Database database = open()) {
            database.write(rows -> rows.change(INSERT, "a/b/c", 1, NOW, "{}"));
            try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("broker.db"));
                    var statement = connection.createStatement()) {
                statement.execute("pragma busy_timeout = 0");
                statement.execute("update release_policy set version = 2");
            }
            assertThat(database.<Long, IOException>read(rows -> rows.number("select version from release_policy")))
                    .isEqualTo(2);
        }
    }

    @Test
    void everyWriteIsSyncedAndForeignKeysHold() throws IOException {
        try (Database database = open()) {
            assertThat(database.<Long, IOException>write(rows -> rows.number("pragma synchronous")))
                    .isEqualTo(2);
            assertThat(database.<Long, IOException>write(rows -> rows.number("pragma foreign_keys")))
                    .isEqualTo(1);
            List<String> journal = database.read(rows -> rows.all("pragma journal_mode", row -> row.text(1)));
            assertThat(journal).containsExactly("wal");
            assertThatThrownBy(() -> database.write(rows -> rows.change(
                            "insert into release (activation, path, version, time) values (?, ?, ?, ?)",
                            "nobody",
                            "a/b/c",
                            1,
                            NOW)))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void valuesAreNeverPartOfTheStatement() throws IOException {
        String hostile = "'); drop table release_policy; --";
        try (Database database = open()) {
            database.write(rows -> rows.change(INSERT, hostile, 1, NOW, "{}"));
            assertThat(paths(database)).containsExactly(hostile);
            assertThatThrownBy(() -> database.read(rows -> rows.number("select ?", new Object())))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void everyKindOfValueComesBackAsItWas() throws IOException {
        try (Database database = open()) {
            Bytes blob = Bytes.hex("00ff10");
            List<List<Object>> read = database.read(rows -> rows.all(
                    "select ?, ?, ?, ?, ?",
                    row -> List.<Object>of(row.text(1), row.number(2), row.flag(3), row.bytes(4), row.moment(5)),
                    "text",
                    7L,
                    true,
                    blob,
                    NOW));
            assertThat(read).containsExactly(List.of("text", 7L, true, blob, NOW));
        }
    }

    @Test
    void theFileIsTheOwnersAlone() throws IOException {
        try (Database database = open()) {
            database.write(rows -> rows.change(INSERT, "a/b/c", 1, NOW, "{}"));
            for (String name : List.of("broker.db", "broker.db-wal")) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void aDatabaseOfAnotherHistoryIsRefused() throws Exception {
        open().close();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("broker.db"));
                var statement = connection.createStatement()) {
            statement.execute("update flyway_schema_history set checksum = checksum + 1");
        }
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("cannot be brought up");
    }

    private Database open() throws IOException {
        return Database.open(folder.resolve("broker.db"));
    }

    private static List<String> paths(Database database) throws IOException {
        return database.read(rows -> rows.all("select path from release_policy order by path", row -> row.text(1)));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }
}
