package dev.cloister.broker.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.broker.archive.Cases;
import dev.cloister.broker.audit.AuditLog;
import dev.cloister.broker.channel.Sessions.Conclusion;
import dev.cloister.broker.channel.Sessions.Session;
import dev.cloister.broker.denial.Denials;
import dev.cloister.broker.http.Call;
import dev.cloister.broker.keys.MasterKey;
import dev.cloister.broker.store.Database;
import dev.cloister.bytes.Bytes;
import dev.cloister.protocol.AuthRequest;
import dev.cloister.protocol.Outcome;
import dev.cloister.protocol.jose.SigningKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A full table of sessions.
class SessionsTest {
    private static final int MOST = 4;
    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");

    @TempDir
    Path folder;

    private Database database;
    private MasterKey master;
    private Sessions sessions;
    private final List<String> ids = new ArrayList<>();

    @BeforeEach
    void fill() throws IOException {
        database = Database.open(folder.resolve("broker.db"));
        master = MasterKey.open(folder.resolve("master.key"), true);
        sessions = new Sessions(master, MOST);
        for (int i = 0; i < MOST; i++) {
            ids.add(open().orElseThrow().id());
        }
    }

    @AfterEach
    void close() throws IOException {
        database.close();
        master.close();
    }

    @Test
    void theOldestThatWasNeverTriedMakesRoom() throws IOException {
        attempt(ids.get(0));
        assertThat(open()).isPresent();
        assertThat(known()).containsExactly(true, false, true, true);
        assertThat(open()).isPresent();
        assertThat(known()).containsExactly(true, false, false, true);
    }

    @Test
    void thenTheOldestThatWasTriedInVain() throws IOException {
        for (String id : ids) {
            attempt(id);
        }
        conclude(ids.get(0));
        assertThat(open()).isPresent();
        assertThat(known()).containsExactly(true, false, true, true);
    }

    @Test
    void answeredOnesStayAndBusyIsNoCase() throws IOException {
        for (String id : ids) {
            attempt(id);
            conclude(id);
        }
        assertThat(open()).isEmpty();
        Refusals refusals = new Refusals(database, new Denials(new Cases(database), new AuditLog()));
        Handshakes handshakes = new Handshakes("home", database, sessions, refusals);
        Bytes offer = AuthRequest.channel("snp", "home").body();
        Handshakes.Opened opened =
                handshakes.auth(new Call("POST", AuthRequest.TARGET, List.of(), offer, true), NOW.plusSeconds(9));
        assertThat(opened)
                .isInstanceOfSatisfying(
                        Handshakes.Opened.Not.class,
                        not -> assertThat(not.said().outcome()).isEqualTo(Outcome.BUSY));
        assertThat(count("finding_case")).isZero();
        assertThat(known()).containsExactly(true, true, true, true);
    }

    private Optional<Session> open() throws IOException {
        return database.write(rows -> sessions.open(rows, "home", "snp", NOW));
    }

    private void attempt(String id) throws IOException {
        assertThat(database.<Boolean, IOException>write(rows -> sessions.attempt(rows, id)))
                .isTrue();
    }

    private void conclude(String id) throws IOException {
        Said.ToGuest said = new Said.ToGuest(SigningKey.generate().publicKey(), Outcome.OK, Bytes.EMPTY);
        database.write(rows -> {
            sessions.conclude(rows, id, new Conclusion(Bytes.EMPTY, said));
            return id;
        });
    }

    private long count(String table) throws IOException {
        return database.read(rows -> rows.number("select count(*) from " + table));
    }

    private List<Boolean> known() throws IOException {
        List<Boolean> known = new ArrayList<>();
        for (String id : ids) {
            known.add(database.<Boolean, IOException>read(
                    rows -> sessions.find(rows, id, NOW).isPresent()));
        }
        return known;
    }
}
