package dev.cloister.broker.denial;

import dev.cloister.broker.archive.Cases;
import dev.cloister.broker.archive.Cases.About;
import dev.cloister.broker.archive.Cases.Origin;
import dev.cloister.broker.archive.Cases.Reason;
import dev.cloister.broker.archive.Cases.Refusal;
import dev.cloister.broker.audit.AuditLog;
import dev.cloister.broker.store.Rows;
import dev.cloister.bytes.Json;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// Writes a no down: every reason into a case for the owner, one line into the log.
public final class Denials {
    private static final Logger LOG = System.getLogger(Denials.class.getName());

    private final Cases cases;
    private final AuditLog audit;

    public Denials(Cases cases, AuditLog audit) {
        this.cases = cases;
        this.audit = audit;
    }

    /// Opens the case. It is audited if who asked has proven that the evidence is its own, and only then:
    /// the audit log never loses an entry, so strangers must not be able to write any.
    ///
    /// @return its number
    public String open(Rows rows, String code, Instant now, String step, About about, List<Reason> reasons)
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
    public static String marked(boolean emulated) {
        return emulated ? "EMULATED " : "";
    }
}
