package dev.cloister.broker.audit;

import dev.cloister.broker.store.Rows;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.JsonObject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// Appends to the audit log and reads it.
///
/// hash(n) = SHA-256("cloister-audit/1", LF, hash(n-1), number, LF, milliseconds, LF, kind, LF, document); the hash
/// before the first entry is 32 zero bytes, numbers are decimal, the document is the JSON text as stored.
public final class AuditLog {
    private static final Bytes START = Bytes.of(new byte[32]);

    /// One entry.
    public record Entry(long number, Instant time, String kind, String document, Bytes hash) {}

    /// Adds one entry to the transaction. `document` names things and never holds a secret.
    public void append(Rows rows, Instant time, String kind, JsonObject document) throws SQLException {
        Entry last = rows.one(
                        "select number, time, kind, document, hash from audit order by number desc limit 1",
                        AuditLog::entry)
                .orElse(new Entry(0, Instant.EPOCH, "", "", START));
        long number = last.number() + 1;
        String text = document.compact();
        rows.change(
                "insert into audit (number, time, kind, document, hash) values (?, ?, ?, ?, ?)",
                number,
                time,
                kind,
                text,
                hash(last.hash(), number, time, kind, text));
    }

    /// Up to `limit` entries with numbers above `after`, in order.
    public List<Entry> entries(Rows rows, long after, int limit) throws SQLException {
        return rows.all(
                "select number, time, kind, document, hash from audit where number > ? order by number limit ?",
                AuditLog::entry,
                after,
                limit);
    }

    /// Whether `entries` follow each other and the hash `before` them without a gap or a change.
    public boolean isIntact(Bytes before, List<Entry> entries) {
        Bytes hash = before;
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            boolean follows = i == 0 || entry.number() == entries.get(i - 1).number() + 1;
            hash = hash(hash, entry.number(), entry.time(), entry.kind(), entry.document());
            if (!follows || !hash.equals(entry.hash())) {
                return false;
            }
        }
        return true;
    }

    /// The hash of entry `number`, or the start of the chain for 0.
    public Bytes hashOf(Rows rows, long number) throws SQLException {
        return rows.one("select hash from audit where number = ?", row -> row.bytes(1), number)
                .orElse(START);
    }

    private static Entry entry(Rows.Row row) throws SQLException {
        return new Entry(row.number(1), row.moment(2), row.text(3), row.text(4), row.bytes(5));
    }

    private static Bytes hash(Bytes before, long number, Instant time, String kind, String document) {
        return Digests.sha256(
                Bytes.utf8("cloister-audit/1\n"),
                before,
                Bytes.utf8(number + "\n" + time.toEpochMilli() + "\n" + kind + "\n" + document));
    }
}
