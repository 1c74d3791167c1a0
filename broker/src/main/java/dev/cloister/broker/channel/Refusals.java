package dev.cloister.broker.channel;

import dev.cloister.broker.archive.Cases;
import dev.cloister.broker.archive.Cases.About;
import dev.cloister.broker.archive.Cases.Origin;
import dev.cloister.broker.archive.Cases.Reason;
import dev.cloister.broker.archive.Cases.Refusal;
import dev.cloister.broker.audit.AuditLog;
import dev.cloister.broker.store.Database;
import dev.cloister.broker.store.Rows;
import dev.cloister.bytes.Json;
import dev.cloister.protocol.KbsError;
import dev.cloister.protocol.Outcome;
import dev.cloister.protocol.jose.Jwk;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// Says no: every reason into a case for the owner, one line into the log, a code and the case's number to
/// the guest.
final class Refusals {
    private static final Logger LOG = System.getLogger(Refusals.class.getName());

    private final Database database;
    private final Cases cases;
    private final AuditLog audit;

    Refusals(Database database, Cases cases, AuditLog audit) {
        this.database = database;
        this.cases = cases;
        this.audit = audit;
    }

    /// To whoever asked, as nobody has proven anything yet.
    Said toAnyone(Outcome outcome, Instant now, String step, About about, List<Reason> reasons) throws IOException {
        return database.write(rows -> Said.not(outcome, number(rows, outcome.code(), now, step, about, reasons)));
    }

    /// The same with one reason.
    Said toAnyone(Outcome outcome, Instant now, String step, About about, Reason reason) throws IOException {
        return toAnyone(outcome, now, step, about, List.of(reason));
    }

    /// Load is nobody's fault and would only be added to by remembering it: the number names no case.
    static Said busy() {
        return Said.not(Outcome.BUSY, Cases.number());
    }

    /// `refused`, to a guest that has proven who it is.
    Said.ToGuest toGuest(Rows rows, Jwk teeKey, Instant now, String step, About about, List<Reason> reasons)
            throws SQLException {
        String number = number(rows, Outcome.REFUSED.code(), now, step, about, reasons);
        return new Said.ToGuest(
                teeKey, Outcome.REFUSED, KbsError.of(Outcome.REFUSED, number).body());
    }

    /// Opens the case. It is audited if who asked has proven that the evidence is its own, and only then:
    /// the audit log never loses an entry, so strangers must not be able to write any.
    String number(Rows rows, String code, Instant now, String step, About about, List<Reason> reasons)
            throws SQLException {
        Refusal refusal = new Refusal(code, step, about, reasons);
        String number = cases.open(rows, now, refusal);
        if (about.proven() && !about.report().isEmpty()) {
            audit.append(
                    rows,
                    now,
                    "not-released",
                    Json.object()
                            .put("outcome", code)
                            .put("case", number)
                            .put("path", about.path())
                            .put("initData", about.initData())
                            .put("emulated", about.origin() == Origin.EMULATED)
                            .put(
                                    "findings",
                                    Json.array(reasons.stream()
                                            .map(reason -> Json.text(reason.code()))
                                            .toList()))
                            .build());
        }
        LOG.log(
                Level.INFO,
                "{0}{1} at {2}, case {3}: {4}",
                marked(about.origin() == Origin.EMULATED),
                code,
                step,
                number,
                refusal.sentence());
        return number;
    }

    /// In front of every log line that concerns emulated evidence.
    static String marked(boolean emulated) {
        return emulated ? "EMULATED " : "";
    }
}
