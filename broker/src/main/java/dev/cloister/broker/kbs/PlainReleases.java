package dev.cloister.broker.kbs;

import dev.cloister.broker.archive.Cases.About;
import dev.cloister.broker.archive.Cases.Origin;
import dev.cloister.broker.audit.AuditLog;
import dev.cloister.broker.denial.Denials;
import dev.cloister.broker.denial.Reasons;
import dev.cloister.broker.http.Call;
import dev.cloister.broker.http.SessionCookie;
import dev.cloister.broker.kbs.PlainSessions.Attested;
import dev.cloister.broker.release.Client;
import dev.cloister.broker.release.Decision;
import dev.cloister.broker.release.Grant;
import dev.cloister.broker.release.ReleaseDesk;
import dev.cloister.broker.release.Resources;
import dev.cloister.broker.release.Resources.Sealed;
import dev.cloister.broker.store.Database;
import dev.cloister.broker.store.Rows;
import dev.cloister.broker.token.TokenDesk;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Verification;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.protocol.Resource;
import dev.cloister.workload.ResourcePath;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Lets a resource go to a client of plain KBS, by the resource's release policy as it is now.
final class PlainReleases {
    private static final Logger LOG = System.getLogger(PlainReleases.class.getName());
    private static final String BEARER = "Bearer ";

    private final Database database;
    private final PlainSessions sessions;
    private final ReleaseDesk desk;
    private final Resources resources;
    private final Denials denials;
    private final AuditLog audit;
    private final TokenDesk tokens;
    private final boolean trial;

    PlainReleases(
            Database database,
            PlainSessions sessions,
            ReleaseDesk desk,
            Resources resources,
            Denials denials,
            AuditLog audit,
            TokenDesk tokens,
            boolean trial) {
        this.database = database;
        this.sessions = sessions;
        this.desk = desk;
        this.resources = resources;
        this.denials = denials;
        this.audit = audit;
        this.tokens = tokens;
        this.trial = trial;
    }

    /// What a request for a resource ends in.
    sealed interface Given {
        /// Encrypted to the TEE key.
        record Encrypted(JsonObject jwe) implements Given {}

        /// Neither an attested session nor a token.
        record NotAttested() implements Given {}

        /// There is a token, which is none of this broker's that is still good.
        record BadToken() implements Given {}

        /// @param number of the case
        record Denied(String number) implements Given {}

        /// @param number of the case
        record Undecided(String number) implements Given {}

        /// The policy allows it, and there is nothing.
        record Missing() implements Given {}
    }

    /// The steps (specs kbs-protocol 5):
    ///
    /// G1 who asks: the session of the cookie if it is attested, else the attestation that a token of ours
    /// names.
    /// G2 its evidence, verified anew as of now: what was revoked since is not trusted any more.
    /// G3 the resource's own release policy, as it is now, for a client that asks in this way.
    /// G4 the resource, looked for only after the policy has allowed it.
    /// G5 the audit entry, in one transaction with G3 and G4.
    /// G6 the answer, encrypted to the TEE key that the evidence is over.
    Given resource(Call call, ResourcePath path, Instant now) throws IOException {
        Optional<Attested> found =
                database.read(rows -> sessions.attested(rows, call.cookie(SessionCookie.NAME), now)); // G1
        if (found.isEmpty()) {
            List<String> lines = call.header("Authorization");
            if (lines.size() != 1 || !lines.getFirst().startsWith(BEARER)) {
                return new Given.NotAttested();
            }
            Optional<String> id = tokens.attestation(lines.getFirst().substring(BEARER.length()), now);
            if (id.isPresent()) {
                found = database.read(rows -> sessions.named(rows, id.get(), now));
            }
            if (found.isEmpty()) {
                return new Given.BadToken();
            }
        }
        Attested attested = found.get();
        if (attested.tee().kind() == Tee.Kind.TRIAL && !trial) {
            return new Given.NotAttested();
        }
        Holder holder = holder(attested, now); // G2
        Served served = database.write(rows -> serve(rows, attested, holder, path, now)); // G3 to G5
        return switch (served) {
            case Served.Not(Given given) -> given;
            case Served.One(Grant grant, Sealed sealed) -> encrypt(attested, grant, sealed); // G6
        };
    }

    /// An attestation as it stands now.
    private sealed interface Holder {
        record OfHardware(Verification<? extends Evidence> verification, About about) implements Holder {}

        record OfSample() implements Holder {}
    }

    private Holder holder(Attested attested, Instant now) throws IOException {
        ClientEvidence evidence;
        try {
            evidence = ClientEvidence.stored(attested.tee(), attested.evidence(), attested.certificates());
        } catch (Malformed broken) {
            throw new IOException("stored evidence cannot be read: " + broken.getMessage(), broken);
        }
        return switch (evidence) {
            case ClientEvidence.OfHardware(Tee tee, Evidence hardware) -> {
                Verification<? extends Evidence> verification = desk.verify(hardware, now);
                Origin origin = verification instanceof Verified<? extends Evidence> verified
                        ? Origin.of(verified.emulated())
                        : Origin.UNKNOWN;
                Bytes initData = ClientEvidence.Fields.of(hardware).initData();
                yield new Holder.OfHardware(
                        verification,
                        new About("", initData.hex(), attested.evidence().hex(), origin, true));
            }
            case ClientEvidence.OfSample sample -> new Holder.OfSample();
        };
    }

    private sealed interface Served {
        record One(Grant grant, Sealed sealed) implements Served {}

        record Not(Given given) implements Served {}
    }

    private Served serve(Rows rows, Attested attested, Holder holder, ResourcePath path, Instant now)
            throws SQLException, IOException {
        Decision decision = switch (holder) { // G3
            case Holder.OfHardware(Verification<? extends Evidence> verification, About about) -> {
                Bytes reportData =
                        Digests.sha384(Bytes.utf8(attested.runtimeData())).padTo(64);
                yield desk.decide(rows, path, Client.PLAIN_KBS, verification, reportData, now);
            }
            case Holder.OfSample sample -> desk.decideForTrial(rows, path);
        };
        return switch (decision) {
            case Decision.Granted(Grant.Appraised grant, var policy) ->
                release(rows, attested, grant, grant.trusted().policy(), now);
            case Decision.GrantedForTrial(Grant.ForTrial grant, var policy) ->
                release(rows, attested, grant, "none: sample", now);
            case Decision.Open open ->
                new Served.Not(new Given.Undecided(number(rows, "undecided", holder, path, decision, now)));
            case Decision.Denied no ->
                new Served.Not(new Given.Denied(number(rows, "denied", holder, path, decision, now)));
            case Decision.NotAdmitted no ->
                new Served.Not(new Given.Denied(number(rows, "denied", holder, path, decision, now)));
            case Decision.NoPolicy no ->
                new Served.Not(new Given.Denied(number(rows, "denied", holder, path, decision, now)));
        };
    }

    private String number(Rows rows, String code, Holder holder, ResourcePath path, Decision decision, Instant now)
            throws SQLException {
        About about = switch (holder) {
            case Holder.OfHardware hardware -> hardware.about();
            case Holder.OfSample sample -> About.NOTHING;
        };
        return denials.open(rows, code, now, "G3", about.at(path), Reasons.of(decision));
    }

    private Served release(Rows rows, Attested attested, Grant grant, String trustPolicy, Instant now)
            throws SQLException, IOException {
        Optional<Sealed> sealed = resources.find(rows, grant); // G4
        if (sealed.isEmpty()) {
            return new Served.Not(new Given.Missing());
        }
        boolean emulated = grant instanceof Grant.Appraised appraised
                && appraised.trusted().verified().emulated();
        String path = grant.path().text();
        audit.append( // G5
                rows,
                now,
                "plain-release",
                Json.object()
                        .put("attestation", attested.id())
                        .put("path", path)
                        .put("version", sealed.get().version())
                        .put("trustPolicy", trustPolicy)
                        .put("tee", attested.tee().wire())
                        .put("teeKey", teeKey(attested).thumbprint())
                        .put("evidence", Digests.sha256(attested.evidence()).hex())
                        .put("emulated", emulated)
                        .build());
        LOG.log(
                Level.INFO,
                "{0}released {1} version {2} to plain KBS ({3}), attestation {4}",
                Denials.marked(emulated),
                path,
                sealed.get().version(),
                attested.tee().wire(),
                attested.id());
        return new Served.One(grant, sealed.get());
    }

    private static TeeKey teeKey(Attested attested) throws IOException {
        try {
            return TeeKey.stored(attested.teeKey());
        } catch (Malformed broken) {
            throw new IOException("a stored TEE key cannot be read: " + broken.getMessage(), broken);
        }
    }

    private Given encrypt(Attested attested, Grant grant, Sealed sealed) throws IOException {
        try (Resource resource = resources.release(grant, sealed)) {
            return new Given.Encrypted(teeKey(attested).seal(resource.content()));
        } catch (Malformed broken) {
            throw new IOException("a stored resource cannot be opened: " + broken.getMessage(), broken);
        }
    }
}
