package dev.cloister.broker.channel;

import dev.cloister.broker.archive.Activations;
import dev.cloister.broker.archive.Activations.Activation;
import dev.cloister.broker.archive.Activations.Attested;
import dev.cloister.broker.archive.Cases.About;
import dev.cloister.broker.archive.Cases.Origin;
import dev.cloister.broker.archive.Cases.Reason;
import dev.cloister.broker.audit.AuditLog;
import dev.cloister.broker.denial.Denials;
import dev.cloister.broker.denial.Reasons;
import dev.cloister.broker.http.Call;
import dev.cloister.broker.http.SessionCookie;
import dev.cloister.broker.release.Client;
import dev.cloister.broker.release.Decision;
import dev.cloister.broker.release.Grant;
import dev.cloister.broker.release.ReleaseDesk;
import dev.cloister.broker.release.Resources;
import dev.cloister.broker.release.Resources.Sealed;
import dev.cloister.broker.store.Database;
import dev.cloister.broker.store.Rows;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Verification;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.protocol.Outcome;
import dev.cloister.protocol.ProofCheck;
import dev.cloister.protocol.Resource;
import dev.cloister.protocol.ResourcesAnswer;
import dev.cloister.protocol.ResourcesRequest;
import dev.cloister.protocol.jose.Crypto;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.workload.ResourcePath;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Lets resources go to an activation, each by its own release policy as it is now.
final class Releases {
    private static final Logger LOG = System.getLogger(Releases.class.getName());

    private final Database database;
    private final Sessions sessions;
    private final Activations activations;
    private final ReleaseDesk desk;
    private final Resources resources;
    private final Refusals refusals;
    private final AuditLog audit;
    private final Crypto crypto = Crypto.jdk();

    Releases(
            Database database,
            Sessions sessions,
            Activations activations,
            ReleaseDesk desk,
            Resources resources,
            Refusals refusals,
            AuditLog audit) {
        this.database = database;
        this.sessions = sessions;
        this.activations = activations;
        this.desk = desk;
        this.resources = resources;
        this.refusals = refusals;
        this.audit = audit;
    }

    /// A session key with the evidence that it was given for.
    private record Holder(String session, Sessions.Key key, Attested attested) {}

    /// What the guest gets, before it is sealed to its TEE key.
    private sealed interface Served {
        record Items(List<Given> items) implements Served {}

        record Nothing(String code, String caseNumber) implements Served {}

        record NotCounted(Said said) implements Served {}
    }

    private record Given(Grant.Appraised grant, Sealed sealed) {}

    /// The guest that holds a session key asks for resources (guest-broker-channel 4.2, 8):
    ///
    /// R1 the session is known and has a key.
    /// R2 the proof was made with that key, for this very request.
    /// R3 the evidence of the activation, verified anew as of now: what was revoked since is not trusted any more.
    /// R4 the proof counts on; the same number with other bytes means that two hold the key, and ends the
    /// activation.
    /// R5 the activation is not revoked.
    /// R6 each path by its own release policy as it is now; all or nothing.
    /// R7 release and audit entry, in one transaction with R4 to R6.
    /// R8 the answer, sealed to the TEE key, says no as it says yes.
    Said resources(Call call, ProofCheck proof, Instant now) throws IOException {
        Optional<Holder> found = database.read(rows -> holder(rows, call.cookie(SessionCookie.NAME), now)); // R1
        if (found.isEmpty()) {
            Reason reason = Reason.of("no-session", "no such session, or it has run out");
            return refusals.toAnyone(Outcome.SESSION, now, "R1", About.NOTHING, reason);
        }
        Holder holder = found.get();
        About about = About.session(holder.attested().emulated());
        try (Secret key = sessions.open(holder.session(), holder.key())) {
            if (!proof.holds(key, call.method(), call.target(), call.body())) { // R2
                Reason reason = Reason.of("bad-proof", "the proof was not made for this request by this session");
                return refusals.toAnyone(Outcome.SESSION, now, "R2", about, reason);
            }
        }
        ResourcesRequest wanted;
        try {
            wanted = ResourcesRequest.parse(call.body().array());
        } catch (Malformed bad) {
            Reason reason = Reason.of("malformed", bad.getMessage());
            return refusals.toAnyone(Outcome.INVALID, now, "R2", about.nowProven(), reason);
        }
        Verification<Evidence.Snp> verification = desk.verify(evidence(holder.attested()), now); // R3
        Served served = database.write(rows -> serve(rows, holder, proof, wanted, verification, now)); // R4 to R7
        return answer(served, Sessions.readTeeKey(holder.attested().teeKey())); // R8
    }

    private Optional<Holder> holder(Rows rows, String session, Instant now) throws SQLException {
        if (sessions.find(rows, session, now).isEmpty()) {
            return Optional.empty();
        }
        Optional<Sessions.Key> key = sessions.key(rows, session);
        return key.isPresent()
                ? Optional.of(new Holder(
                        session, key.get(), activations.latest(rows, key.get().activation())))
                : Optional.empty();
    }

    private static Evidence.Snp evidence(Attested attested) throws IOException {
        try {
            return new Evidence.Snp(
                    SnpReport.parse(attested.report().array()),
                    CertificateTable.parse(attested.certificates().array()));
        } catch (Malformed broken) {
            throw new IOException("stored evidence cannot be read: " + broken.getMessage(), broken);
        }
    }

    private Served serve(
            Rows rows,
            Holder holder,
            ProofCheck proof,
            ResourcesRequest wanted,
            Verification<Evidence.Snp> verification,
            Instant now)
            throws SQLException, IOException {
        String activation = holder.key().activation();
        Attested attested = holder.attested();
        Optional<Sessions.Key> key = sessions.key(rows, holder.session());
        if (key.isEmpty()) {
            return repeated(rows, attested, now, "the session key was replaced");
        }
        switch (proof.after(key.get().lastSequence(), key.get().lastDigest())) { // R4
            case NEXT -> sessions.count(rows, holder.session(), proof.sequence(), proof.digest());
            case REPEATED, OLD -> {
                return repeated(rows, attested, now, "the proof was counted already");
            }
            case FORK -> {
                activations.revoke(rows, activation);
                audit.append(
                        rows,
                        now,
                        "fork",
                        Json.object()
                                .put("activation", activation)
                                .put("sequence", proof.sequence())
                                .put("emulated", attested.emulated())
                                .build());
                return error(
                        rows,
                        attested,
                        now,
                        "R4",
                        "",
                        ResourcesAnswer.REVOKED,
                        List.of(Reason.of("fork", "two hold one session key")));
            }
        }
        if (activations.find(rows, activation).filter(Activation::revoked).isPresent()) { // R5
            return error(
                    rows,
                    attested,
                    now,
                    "R5",
                    "",
                    ResourcesAnswer.REVOKED,
                    List.of(Reason.of("revoked", "the activation " + activation + " was revoked")));
        }
        List<Given> given = new ArrayList<>();
        Bytes reportData = Digests.sha384(Bytes.utf8(attested.runtimeData())).padTo(64);
        for (String path : wanted.paths()) { // R6
            List<Reason> reasons = decide(rows, path, verification, reportData, given, now);
            if (!reasons.isEmpty()) {
                return error(rows, attested, now, "R6", path, ResourcesAnswer.DENIED, reasons);
            }
        }
        return release(rows, attested, given, now); // R7
    }

    /// Adds to `given`, or says why not.
    private List<Reason> decide(
            Rows rows,
            String text,
            Verification<Evidence.Snp> verification,
            Bytes reportData,
            List<Given> given,
            Instant now)
            throws SQLException, IOException {
        if (!ResourcePath.isValid(text)) {
            return List.of(Reason.of("bad-path", "not a resource path"));
        }
        ResourcePath path = new ResourcePath(text);
        Decision decision = desk.decide(rows, path, Client.CHANNEL, verification, reportData, now);
        if (!(decision instanceof Decision.Granted granted)) {
            return Reasons.of(decision);
        }
        Optional<Sealed> sealed = resources.find(rows, granted.grant());
        if (sealed.isEmpty()) {
            return List.of(Reason.of("no-resource", "nothing is stored at " + path));
        }
        given.add(new Given(granted.grant(), sealed.get()));
        long total =
                given.stream().mapToLong(one -> one.sealed().content().length()).sum();
        return total > Resource.MAX_TOTAL_BYTES
                ? List.of(Reason.of("too-large", "more than " + Resource.MAX_TOTAL_BYTES + " bytes in one request"))
                : List.of();
    }

    private Served release(Rows rows, Attested attested, List<Given> given, Instant now) throws SQLException {
        for (Given one : given) {
            String path = one.sealed().path().text();
            activations.released(rows, attested.activation(), path, one.sealed().version(), now);
            audit.append(
                    rows,
                    now,
                    "release",
                    Json.object()
                            .put("activation", attested.activation())
                            .put("path", path)
                            .put("version", one.sealed().version())
                            .put("trustPolicy", one.grant().trusted().policy())
                            .put("emulated", attested.emulated())
                            .build());
            LOG.log(
                    Level.INFO,
                    "{0}released {1} version {2} to activation {3}",
                    Denials.marked(attested.emulated()),
                    path,
                    one.sealed().version(),
                    attested.activation());
        }
        return new Served.Items(given);
    }

    private Served repeated(Rows rows, Attested attested, Instant now, String sentence) throws SQLException {
        About about = About.session(attested.emulated()).nowProven();
        String number = refusals.number(
                rows, Outcome.SESSION.code(), now, "R4", about, List.of(Reason.of("repeated", sentence)));
        return new Served.NotCounted(Said.not(Outcome.SESSION, number));
    }

    /// @param path which resource it failed at; empty when it came to none
    private Served error(
            Rows rows, Attested attested, Instant now, String step, String path, String code, List<Reason> reasons)
            throws SQLException {
        Bytes initData = Digests.sha256(Bytes.utf8(attested.initData()));
        About about = new About(path, initData.hex(), attested.report().hex(), Origin.of(attested.emulated()), true);
        return new Served.Nothing(code, refusals.number(rows, code, now, step, about, reasons));
    }

    private Said answer(Served served, Jwk teeKey) throws IOException {
        try {
            return switch (served) {
                case Served.NotCounted not -> not.said();
                case Served.Nothing(String code, String number) ->
                    new Said.ToGuest(
                            teeKey, Outcome.OK, new ResourcesAnswer.Nothing(code, number).seal(crypto, teeKey));
                case Served.Items items -> new Said.ToGuest(teeKey, Outcome.OK, seal(items, teeKey));
            };
        } catch (Malformed broken) {
            throw new IOException("a stored resource cannot be opened: " + broken.getMessage(), broken);
        }
    }

    private Bytes seal(Served.Items items, Jwk teeKey) throws Malformed {
        List<Resource> open = new ArrayList<>();
        try {
            for (Given one : items.items()) {
                open.add(resources.release(one.grant(), one.sealed()));
            }
            return new ResourcesAnswer.Items(open).seal(crypto, teeKey);
        } finally {
            open.forEach(Resource::close);
        }
    }
}
