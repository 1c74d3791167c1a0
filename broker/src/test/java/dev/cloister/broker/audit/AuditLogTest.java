package dev.cloister.broker.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.broker.audit.AuditLog.Entry;
import dev.cloister.broker.store.Database;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    private static final Bytes START = Bytes.of(new byte[32]);

    @TempDir
    Path folder;

    private Database database;
    private final AuditLog audit = new AuditLog();

    @BeforeEach
    void write() throws IOException {
        database = Database.open(folder.resolve("broker.db"));
        for (int i = 1; i <= 4; i++) {
            long n = i;
            database.write(rows -> {
                audit.append(
                        rows,
                        Instant.ofEpochSecond(n),
                        "release",
                        Json.object().put("n", n).build());
                return n;
            });
        }
    }

    @AfterEach
    void close() throws IOException {
        database.close();
    }

    @Test
    void entriesFollowEachOther() throws IOException {
        List<Entry> all = entries();
        assertThat(all).extracting(Entry::number).containsExactly(1L, 2L, 3L, 4L);
        assertThat(audit.isIntact(START, all)).isTrue();
        assertThat(audit.isIntact(all.getFirst().hash(), all.subList(1, 4))).isTrue();
    }

    @Test
    void aChangeOrAGapShows() throws IOException {
        List<Entry> all = entries();
        List<Entry> gap = new ArrayList<>(all);
        gap.remove(1);
        assertThat(audit.isIntact(START, gap)).isFalse();
        Entry second = all.get(1);
        List<Entry> changed = new ArrayList<>(all);
        changed.set(1, new Entry(2, second.time(), second.kind(), "{\"n\":9}", second.hash()));
        assertThat(audit.isIntact(START, changed)).isFalse();
        assertThat(audit.isIntact(START, all.subList(1, 4))).isFalse();
    }

    @Test
    void theDatabaseItselfRefusesToChangeOrRemoveEntries() {
        assertThatThrownBy(() -> database.write(rows -> rows.change("update audit set kind = 'x' where number = 2")))
                .hasMessageContaining("never changed");
        assertThatThrownBy(() -> database.write(rows -> rows.change("delete from audit where number = 4")))
                .hasMessageContaining("never removed");
    }

    private List<Entry> entries() throws IOException {
        return database.read(rows -> audit.entries(rows, 0, 100));
    }
}
