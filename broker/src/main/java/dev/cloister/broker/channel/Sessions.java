package dev.cloister.broker.channel;

import dev.cloister.broker.keys.MasterKey;
import dev.cloister.broker.store.Rows;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.protocol.Outcome;
import dev.cloister.protocol.jose.Jwk;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Handshakes under way and the session keys that came of them. All of it is in the database, so that a
/// broker that was restarted answers on.
final class Sessions {
    /// How long a challenge may be answered (KBS's five minutes).
    static final Duration CHALLENGE = Duration.ofMinutes(5);

    private static final int MAX_SESSIONS = 10_000;
    private static final int MAX_ATTEMPTS = 5;
    private static final int ID_BYTES = 16;
    private static final int NONCE_BYTES = 32;

    private final MasterKey master;
    private final int most;

    Sessions(MasterKey master) {
        this(master, MAX_SESSIONS);
    }

    Sessions(MasterKey master, int most) {
        this.master = master;
        this.most = most;
    }

    /// A handshake.
    ///
    /// @param nonce the challenge as its text
    record Session(String id, String nonce, String audience, String tee, Instant expires) {}

    /// What an attestation ended in.
    ///
    /// @param request SHA-384 of the request's body
    record Conclusion(Bytes request, Said.ToGuest said) {}

    /// The key of a session and how far its proofs have counted.
    record Key(String activation, Bytes sealed, long lastSequence, Bytes lastDigest) {}

    private static Session fresh(String audience, String tee, Instant now) {
        return new Session(random(ID_BYTES).hex(), random(NONCE_BYTES).base64(), audience, tee, now.plus(CHALLENGE));
    }

    /// A new session with a new challenge; empty when there are too many that were answered.
    Optional<Session> open(Rows rows, String audience, String tee, Instant now) throws SQLException {
        rows.change("delete from session where expires <= ?", now);
        if (rows.number("select count(*) from session") >= most && !evict(rows)) {
            return Optional.empty();
        }
        Session session = fresh(audience, tee, now);
        rows.change(
                "insert into session (id, nonce, audience, tee, channel, attempts, expires)"
                        + " values (?, ?, ?, ?, 1, 0, ?)",
                session.id(),
                session.nonce(),
                audience,
                tee,
                session.expires());
        return Optional.of(session);
    }

    /// The oldest challenge that nobody has tried to answer goes first, then the oldest that was tried in
    /// vain.
    private static boolean evict(Rows rows) throws SQLException {
        return rows.change("delete from session where id ="
                                + " (select id from session where attempts = 0 order by expires, rowid limit 1)")
                        == 1
                || rows.change("delete from session where id = (select id from session where not exists"
                                + " (select 1 from conclusion where conclusion.session = session.id)"
                                + " order by expires, rowid limit 1)")
                        == 1;
    }

    private static Bytes random(int length) {
        try (Secret random = Secret.random(length)) {
            return random.use(Bytes::of);
        }
    }

    Optional<Session> find(Rows rows, String id, Instant now) throws SQLException {
        return rows.one(
                "select id, nonce, audience, tee, expires from session where id = ? and expires > ?",
                row -> new Session(row.text(1), row.text(2), row.text(3), row.text(4), row.moment(5)),
                id,
                now);
    }

    /// Counts an attempt to attest.
    ///
    /// @return whether there was one left
    boolean attempt(Rows rows, String id) throws SQLException {
        return rows.change("update session set attempts = attempts + 1 where id = ? and attempts < ?", id, MAX_ATTEMPTS)
                == 1;
    }

    Optional<Conclusion> conclusion(Rows rows, String id) throws SQLException, IOException {
        Optional<Stored> found = rows.one(
                "select request, outcome, tee_key, body from conclusion where session = ?",
                row -> new Stored(row.bytes(1), row.text(2), row.text(3), row.bytes(4)),
                id);
        return found.isPresent() ? Optional.of(found.get().read()) : Optional.empty();
    }

    private record Stored(Bytes request, String outcome, String teeKey, Bytes body) {
        Conclusion read() throws IOException {
            Outcome said = Outcome.of(outcome).orElseThrow(() -> new IOException("a stored outcome cannot be read"));
            return new Conclusion(request, new Said.ToGuest(readTeeKey(teeKey), said, body));
        }
    }

    /// A TEE key as this broker stores it.
    static Jwk readTeeKey(String json) throws IOException {
        try {
            return Jwk.parseTee(JsonFields.parse("TeeKey", Bytes.utf8(json).array(), 1));
        } catch (Malformed broken) {
            throw new IOException("a stored TEE key cannot be read: " + broken.getMessage(), broken);
        }
    }

    /// Ends the challenge: from now on only the same request is answered, with the same answer.
    void conclude(Rows rows, String id, Conclusion conclusion) throws SQLException {
        rows.change(
                "insert into conclusion (session, request, outcome, tee_key, body) values (?, ?, ?, ?, ?)",
                id,
                conclusion.request(),
                conclusion.said().outcome().code(),
                conclusion.said().teeKey().toTeeJson().compact(),
                conclusion.said().body());
    }

    /// Stores the session key; the activation's earlier ones are dead from here.
    void grant(Rows rows, String id, String activation, Secret key, Instant leaseEnd) throws SQLException {
        rows.change("delete from session_key where activation = ?", activation);
        rows.change(
                "insert into session_key (session, activation, sealed, last_seq, last_digest) values (?, ?, ?, 0, ?)",
                id,
                activation,
                master.seal(sealedAs(id), key),
                Bytes.EMPTY);
        rows.change("update session set expires = ? where id = ?", leaseEnd, id);
    }

    Optional<Key> key(Rows rows, String id) throws SQLException {
        return rows.one(
                "select activation, sealed, last_seq, last_digest from session_key where session = ?",
                row -> new Key(row.text(1), row.bytes(2), row.number(3), row.bytes(4)),
                id);
    }

    /// Opens a session key; the caller closes it.
    Secret open(String id, Key key) throws IOException {
        try {
            return master.open(sealedAs(id), key.sealed());
        } catch (Malformed broken) {
            throw new IOException("a stored session key cannot be opened: " + broken.getMessage(), broken);
        }
    }

    void count(Rows rows, String id, long sequence, Bytes digest) throws SQLException {
        rows.change("update session_key set last_seq = ?, last_digest = ? where session = ?", sequence, digest, id);
    }

    private static String sealedAs(String id) {
        return "session key " + id;
    }
}
