package dev.cloister.broker;

import dev.cloister.broker.archive.Activations;
import dev.cloister.broker.archive.Cases;
import dev.cloister.broker.audit.AuditLog;
import dev.cloister.broker.channel.Channel;
import dev.cloister.broker.channel.Identity;
import dev.cloister.broker.denial.Denials;
import dev.cloister.broker.http.Answer;
import dev.cloister.broker.http.Front;
import dev.cloister.broker.http.Right;
import dev.cloister.broker.http.Route;
import dev.cloister.broker.http.Routes;
import dev.cloister.broker.http.Traffic;
import dev.cloister.broker.http.Turns;
import dev.cloister.broker.kbs.KbsRoutes;
import dev.cloister.broker.kbs.PlainKbs;
import dev.cloister.broker.keys.HomeKeys;
import dev.cloister.broker.keys.MasterKey;
import dev.cloister.broker.owner.AdminDoor;
import dev.cloister.broker.owner.KbsAdminRoutes;
import dev.cloister.broker.owner.OwnerRoutes;
import dev.cloister.broker.owner.OwnersOnly;
import dev.cloister.broker.owner.Records;
import dev.cloister.broker.release.ReleaseDesk;
import dev.cloister.broker.release.ReleasePolicies;
import dev.cloister.broker.release.Resources;
import dev.cloister.broker.store.Database;
import dev.cloister.broker.token.TokenDesk;
import dev.cloister.bytes.Json;
import dev.cloister.protocol.StatementSigner;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The broker of one home, wired and serving.
final class Broker implements AutoCloseable {
    private final Front front;
    private final Routes routes;
    private final Traffic traffic;
    private final Database database;
    private final MasterKey master;
    private final Activations activations;
    private final Clock clock;
    private final Identity identity;

    private Broker(
            Front front,
            Routes routes,
            Traffic traffic,
            Database database,
            MasterKey master,
            Activations activations,
            Clock clock,
            Identity identity) {
        this.front = front;
        this.routes = routes;
        this.traffic = traffic;
        this.database = database;
        this.master = master;
        this.activations = activations;
        this.clock = clock;
        this.identity = identity;
    }

    /// Opens what lies in the folder, makes what is missing, and serves.
    ///
    /// @param folder the home's `broker`, which nobody else has open
    /// @throws IOException in one sentence, when something is missing, unreadable or taken
    static Broker start(Options options, Path folder, Clock clock) throws IOException {
        Path file = folder.resolve("broker.db");
        MasterKey master = options.masterKey().isPresent()
                ? MasterKey.open(options.masterKey().get(), false)
                : MasterKey.open(folder.resolve("master.key"), !Files.exists(file));
        Database database = Database.open(file);
        try {
            HomeKeys keys = options.admin().isPresent()
                    ? HomeKeys.administeredBy(options.admin().get(), database, master)
                    : HomeKeys.open(folder.resolve("admin.key"), database, master);
            Identity identity = Identity.of(
                    options.audience(),
                    keys.root(),
                    keys.statement(),
                    keys.token().publicKey(),
                    clock.instant());
            AuditLog audit = new AuditLog();
            Activations activations = new Activations();
            Cases cases = new Cases(database);
            Denials denials = new Denials(cases, audit);
            ReleasePolicies policies = new ReleasePolicies(database, audit);
            ReleaseDesk desk = new ReleaseDesk(policies, options.endorsements());
            Resources resources = new Resources(database, master, audit);
            Turns turns = new Turns();
            Channel channel = new Channel(
                    identity,
                    new StatementSigner(keys.statement(), options.audience()),
                    new Channel.Parts(database, master, activations, denials, desk, resources, audit, turns, clock));
            TokenDesk tokens = new TokenDesk(keys.token(), options.audience());
            PlainKbs plain = new PlainKbs(new PlainKbs.Parts(
                    database, desk, resources, denials, audit, tokens, turns, options.sample(), clock));
            OwnerRoutes owner = new OwnerRoutes(
                    identity, policies, resources, cases, new Records(database, activations, audit), clock);
            List<Route> table = new ArrayList<>(everybodys(tokens));
            table.addAll(channel.routes());
            table.addAll(plain.routes());
            table.addAll(new KbsAdminRoutes(resources, clock).table());
            table.addAll(owner.table());
            Routes routes = new Routes(
                    table,
                    (call, parts) -> KbsRoutes.otherwise(call),
                    new OwnersOnly(new AdminDoor(keys.admin(), clock)),
                    KbsRoutes::worded);
            Traffic traffic = new Traffic();
            Front front = Front.open(address(options), routes, traffic);
            return new Broker(front, routes, traffic, database, master, activations, clock, identity);
        } catch (IOException failed) {
            database.close();
            master.close();
            throw failed;
        }
    }

    private static InetSocketAddress address(Options options) {
        return new InetSocketAddress(
                options.listen().getHostString(), options.listen().getPort());
    }

    private static List<Route> everybodys(TokenDesk tokens) {
        return List.of(
                Route.of(
                        Right.ANYBODY,
                        "GET",
                        "/healthz",
                        (call, parts) -> Answer.json(
                                200, Json.object().put("status", "ready").build())),
                Route.of(
                        Right.ANYBODY,
                        "GET",
                        "/.well-known/jwks.json",
                        (call, parts) -> Answer.json(200, tokens.keys())));
    }

    /// The route table, for whoever wants to know who may ask what.
    List<Route> table() {
        return routes.table();
    }

    int port() {
        return front.port();
    }

    /// The thumbprint (RFC 7638) of the key that guests pin.
    String rootKey() {
        return identity.root().thumbprint();
    }

    /// How long nobody has asked anything; zero while a guest holds a lease, as it will come back to renew it.
    Duration idle() throws IOException {
        Duration quiet = traffic.idle();
        return database.read(rows -> activations.anyLive(rows, clock.instant())) ? Duration.ZERO : quiet;
    }

    /// Lets running requests finish, then closes everything.
    @Override
    public void close() throws IOException {
        front.close();
        database.close();
        master.close();
    }
}
