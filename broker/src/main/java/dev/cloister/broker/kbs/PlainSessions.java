package dev.cloister.broker.kbs;

import dev.cloister.broker.archive.Cases.Reason;
import dev.cloister.broker.store.Rows;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Secret;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Sessions of plain KBS: from a challenge to the end of its token. All of it is in the database, in tables
/// of its own: whoever asks in this way cannot push out a guest of the channel.
final class PlainSessions {
    /// How long a challenge may be answered, and how long a token lives (KBS's five minutes).
    static final Duration LIFE = Duration.ofMinutes(5);

    private static final int MAX_SESSIONS = 10_000;
    private static final int MAX_ATTEMPTS = 5;
    private static final int ID_BYTES = 16;
    private static final int NONCE_BYTES = 32;

    /// Columns in the order of {@link #attested(Rows.Row)}.
    private static final String ATTESTED =
            "select session, plain_attested.id, tee, evidence, certificates, runtime_data,"
                    + " tee_key, expires from plain_attested join plain_session on plain_session.id = session where ";

    private final int most;

    PlainSessions() {
        this(MAX_SESSIONS);
    }

    PlainSessions(int most) {
        this.most = most;
    }

    /// A handshake.
    ///
    /// @param nonce the challenge as its text
    record Session(String id, String nonce, Tee tee, Instant expires) {}

    /// What a session was attested with.
    ///
    /// @param id of the attestation, which its token names
    /// @param runtimeData the canonical JSON whose digest is the report data
    /// @param teeKey the TEE key as JSON
    record Attested(
            String session,
            String id,
            Tee tee,
            Bytes evidence,
            Bytes certificates,
            String runtimeData,
            String teeKey,
            Instant expires) {}

    /// Whether a challenge may still be answered.
    sealed interface Begun {
        record Fresh(Session session) implements Begun {}

        /// The same request was answered already, with this token.
        record Again(Session session, String token) implements Begun {}

        record Not(Reason reason) implements Begun {}
    }

    /// A new session with a new challenge; empty when there are too many that were answered.
    Optional<Session> open(Rows rows, Tee tee, Instant now) throws SQLException {
        rows.change("delete from plain_session where expires <= ?", now);
        if (rows.number("select count(*) from plain_session") >= most && !evict(rows)) {
            return Optional.empty();
        }
        Session session =
                new Session(random(ID_BYTES).hex(), random(NONCE_BYTES).base64(), tee, now.plus(LIFE));
        rows.change(
                "insert into plain_session (id, nonce, tee, attempts, expires) values (?, ?, ?, 0, ?)",
                session.id(),
                session.nonce(),
                tee.wire(),
                session.expires());
        return Optional.of(session);
    }

    /// The oldest challenge that was not answered.
    private static boolean evict(Rows rows) throws SQLException {
        return rows.change("delete from plain_session where id = (select id from plain_session where not exists"
                        + " (select 1 from plain_attested where session = plain_session.id)"
                        + " order by attempts > 0, expires, rowid limit 1)")
                == 1;
    }

    private static Bytes random(int length) {
        try (Secret random = Secret.random(length)) {
            return random.use(Bytes::of);
        }
    }

    static String freshId() {
        return random(ID_BYTES).hex();
    }

    /// Counts an attempt to answer the challenge.
    ///
    /// @param request SHA-384 of the body
    Begun begin(Rows rows, String id, Bytes request, Instant now) throws SQLException {
        Optional<Session> session = find(rows, id, now);
        if (session.isEmpty()) {
            return new Begun.Not(Reason.of("no-session", "no such session, or it has run out"));
        }
        Optional<Answered> answered = rows.one(
                "select request, token from plain_attested where session = ?",
                row -> new Answered(row.bytes(1), row.text(2)),
                id);
        if (answered.isPresent()) {
            return answered.get().request().equals(request)
                    ? new Begun.Again(session.get(), answered.get().token())
                    : new Begun.Not(Reason.of("answered", "the challenge was answered already, by another request"));
        }
        int counted = rows.change(
                "update plain_session set attempts = attempts + 1 where id = ? and attempts < ?", id, MAX_ATTEMPTS);
        return counted == 1
                ? new Begun.Fresh(session.get())
                : new Begun.Not(Reason.of("attempts", "too many attempts on one challenge"));
    }

    private record Answered(Bytes request, String token) {}

    private static Optional<Session> find(Rows rows, String id, Instant now) throws SQLException {
        return rows.one(
                "select id, nonce, tee, expires from plain_session where id = ? and expires > ?",
                row -> new Session(row.text(1), row.text(2), Tee.of(row.text(3)).orElseThrow(), row.moment(4)),
                id,
                now);
    }

    /// Ends the challenge: from now on the session is attested, until its token ends.
    ///
    /// @return whether it was this request that ended it
    boolean conclude(Rows rows, Bytes request, Attested attested, String token, Instant now) throws SQLException {
        boolean answered = rows.number("select count(*) from plain_attested where session = ?", attested.session()) > 0;
        if (answered || find(rows, attested.session(), now).isEmpty()) {
            return false;
        }
        rows.change("update plain_session set expires = ? where id = ?", attested.expires(), attested.session());
        rows.change(
                "insert into plain_attested (session, id, request, evidence, certificates, runtime_data, tee_key, token)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?)",
                attested.session(),
                attested.id(),
                request,
                attested.evidence(),
                attested.certificates(),
                attested.runtimeData(),
                attested.teeKey(),
                token);
        return true;
    }

    /// What the session behind a cookie was attested with; empty while it was not, and when it has run out.
    Optional<Attested> attested(Rows rows, String session, Instant now) throws SQLException {
        return rows.one(ATTESTED + "session = ? and expires > ?", PlainSessions::attested, session, now);
    }

    /// The same for the attestation that a token names.
    Optional<Attested> named(Rows rows, String id, Instant now) throws SQLException {
        return rows.one(ATTESTED + "plain_attested.id = ? and expires > ?", PlainSessions::attested, id, now);
    }

    private static Attested attested(Rows.Row row) throws SQLException {
        return new Attested(
                row.text(1),
                row.text(2),
                Tee.of(row.text(3)).orElseThrow(),
                row.bytes(4),
                row.bytes(5),
                row.text(6),
                row.text(7),
                row.moment(8));
    }
}
