package dev.cloister.broker.kbs;

import dev.cloister.broker.audit.AuditLog;
import dev.cloister.broker.denial.Denials;
import dev.cloister.broker.http.Route;
import dev.cloister.broker.http.Turns;
import dev.cloister.broker.release.ReleaseDesk;
import dev.cloister.broker.release.Resources;
import dev.cloister.broker.store.Database;
import dev.cloister.broker.token.TokenDesk;
import java.time.Clock;
import java.util.List;

/// Puts the parts together that talk to clients of plain KBS.
public final class PlainKbs {
    private final KbsRoutes routes;

    /// What it works with.
    ///
    /// @param trial whether the sample attester is looked at, which anybody can play
    public record Parts(
            Database database,
            ReleaseDesk desk,
            Resources resources,
            Denials denials,
            AuditLog audit,
            TokenDesk tokens,
            Turns turns,
            boolean trial,
            Clock clock) {}

    public PlainKbs(Parts parts) {
        PlainSessions sessions = new PlainSessions();
        this.routes = new KbsRoutes(
                new PlainHandshakes(parts.database(), sessions, parts.trial()),
                new PlainAttestation(
                        parts.database(), sessions, parts.desk(), parts.denials(), parts.tokens(), parts.trial()),
                new PlainReleases(
                        parts.database(),
                        sessions,
                        parts.desk(),
                        parts.resources(),
                        parts.denials(),
                        parts.audit(),
                        parts.tokens(),
                        parts.trial()),
                parts.turns(),
                parts.clock());
    }

    public List<Route> routes() {
        return routes.table();
    }
}
