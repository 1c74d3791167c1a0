package dev.cloister.broker.channel;

import dev.cloister.broker.archive.Cases;
import dev.cloister.broker.archive.Cases.About;
import dev.cloister.broker.archive.Cases.Reason;
import dev.cloister.broker.denial.Denials;
import dev.cloister.broker.store.Database;
import dev.cloister.broker.store.Rows;
import dev.cloister.protocol.KbsError;
import dev.cloister.protocol.Outcome;
import dev.cloister.protocol.jose.Jwk;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// Says no over the channel: every reason into a case for the owner, a code and the case's number to the
/// guest.
final class Refusals {
    private final Database database;
    private final Denials denials;

    Refusals(Database database, Denials denials) {
        this.database = database;
        this.denials = denials;
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

    /// Opens the case.
    String number(Rows rows, String code, Instant now, String step, About about, List<Reason> reasons)
            throws SQLException {
        return denials.open(rows, code, now, step, about, reasons);
    }
}
