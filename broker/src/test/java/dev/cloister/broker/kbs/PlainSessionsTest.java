package dev.cloister.broker.kbs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.broker.kbs.PlainSessions.Attested;
import dev.cloister.broker.kbs.PlainSessions.Begun;
import dev.cloister.broker.kbs.PlainSessions.Session;
import dev.cloister.broker.store.Database;
import dev.cloister.bytes.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainSessionsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final Bytes REQUEST = Bytes.hex("01");

    @TempDir
    Path folder;

    private final PlainSessions sessions = new PlainSessions(2);
    private Database database;

    @BeforeEach
    void open() throws IOException {
        database = Database.open(folder.resolve("broker.db"));
    }

    @AfterEach
    void close() throws IOException {
        database.close();
    }

    private Optional<Session> opened(Instant now) throws IOException {
        return database.write(rows -> sessions.open(rows, Tee.SNP, now));
    }

    private Begun begun(Session session, Bytes request, Instant now) throws IOException {
        return database.write(rows -> sessions.begin(rows, session.id(), request, now));
    }

    private boolean concluded(Session session, Instant now) throws IOException {
        Attested attested = new Attested(
                session.id(),
                PlainSessions.freshId(),
                Tee.SNP,
                Bytes.EMPTY,
                Bytes.EMPTY,
                "{}",
                "{}",
                now.plus(PlainSessions.LIFE));
        return database.write(rows -> sessions.conclude(rows, REQUEST, attested, "token", now));
    }

    private boolean isAttested(Session session, Instant now) throws IOException {
        return database.read(rows -> sessions.attested(rows, session.id(), now).isPresent());
    }

    /// A stranger can push out challenges that nobody has answered, and nothing else.
    @Test
    void theOldestUnansweredGoesFirst() throws IOException {
        Session first = opened(NOW).orElseThrow();
        Session second = opened(NOW.plusSeconds(1)).orElseThrow();
        assertThat(concluded(first, NOW)).isTrue();
        Session third = opened(NOW.plusSeconds(2)).orElseThrow();
        assertThat(begun(second, REQUEST, NOW.plusSeconds(2))).isInstanceOf(Begun.Not.class);
        assertThat(isAttested(first, NOW.plusSeconds(2))).isTrue();
        assertThat(concluded(third, NOW.plusSeconds(2))).isTrue();
        assertThat(opened(NOW.plusSeconds(3))).isEmpty();
    }

    @Test
    void answeredOnceAndByOneRequest() throws IOException {
        Session session = opened(NOW).orElseThrow();
        assertThat(begun(session, REQUEST, NOW)).isInstanceOf(Begun.Fresh.class);
        assertThat(concluded(session, NOW)).isTrue();
        assertThat(concluded(session, NOW)).isFalse();
        assertThat(begun(session, REQUEST, NOW))
                .isInstanceOfSatisfying(
                        Begun.Again.class, again -> assertThat(again.token()).isEqualTo("token"));
        assertThat(begun(session, Bytes.hex("02"), NOW)).isInstanceOf(Begun.Not.class);
    }

    @Test
    void everythingEnds() throws IOException {
        Session session = opened(NOW).orElseThrow();
        Instant late = NOW.plus(PlainSessions.LIFE);
        assertThat(begun(session, REQUEST, late)).isInstanceOf(Begun.Not.class);
        assertThat(concluded(session, late)).isFalse();
        assertThat(concluded(session, NOW.plusSeconds(60))).isTrue();
        assertThat(isAttested(session, late)).isTrue();
        assertThat(isAttested(session, late.plusSeconds(60))).isFalse();
        opened(late.plusSeconds(60));
        assertThat(database.<Long, IOException>read(rows -> rows.number("select count(*) from plain_attested")))
                .isZero();
    }
}
