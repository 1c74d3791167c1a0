package dev.cloister.broker.channel;

import dev.cloister.broker.archive.Activations;
import dev.cloister.broker.audit.AuditLog;
import dev.cloister.broker.denial.Denials;
import dev.cloister.broker.http.Route;
import dev.cloister.broker.http.Turns;
import dev.cloister.broker.keys.MasterKey;
import dev.cloister.broker.release.ReleaseDesk;
import dev.cloister.broker.release.Resources;
import dev.cloister.broker.store.Database;
import dev.cloister.protocol.StatementSigner;
import java.time.Clock;
import java.util.List;

/// Puts the parts together that talk to guests.
public final class Channel {
    private final ChannelRoutes routes;

    /// What the channel works with.
    public record Parts(
            Database database,
            MasterKey master,
            Activations activations,
            Denials denials,
            ReleaseDesk desk,
            Resources resources,
            AuditLog audit,
            Turns turns,
            Clock clock) {}

    public Channel(Identity identity, StatementSigner signer, Parts parts) {
        Database database = parts.database();
        Sessions sessions = new Sessions(parts.master());
        Refusals refusals = new Refusals(database, parts.denials());
        this.routes = new ChannelRoutes(
                identity,
                new Handshakes(identity.audience(), database, sessions, refusals),
                new Attestation(
                        identity, database, sessions, parts.activations(), parts.desk(), refusals, parts.audit()),
                new Releases(
                        database,
                        sessions,
                        parts.activations(),
                        parts.desk(),
                        parts.resources(),
                        refusals,
                        parts.audit()),
                refusals,
                new Voice(signer, parts.clock()),
                parts.turns(),
                parts.clock());
    }

    public List<Route> routes() {
        return routes.table();
    }
}
