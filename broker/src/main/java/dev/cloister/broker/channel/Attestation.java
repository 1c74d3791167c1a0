package dev.cloister.broker.channel;

import dev.cloister.broker.archive.Activations;
import dev.cloister.broker.archive.Activations.Activation;
import dev.cloister.broker.archive.Activations.Applicant;
import dev.cloister.broker.archive.Cases.About;
import dev.cloister.broker.archive.Cases.Origin;
import dev.cloister.broker.archive.Cases.Reason;
import dev.cloister.broker.audit.AuditLog;
import dev.cloister.broker.channel.Sessions.Conclusion;
import dev.cloister.broker.channel.Sessions.Session;
import dev.cloister.broker.denial.Denials;
import dev.cloister.broker.denial.Reasons;
import dev.cloister.broker.http.Call;
import dev.cloister.broker.http.SessionCookie;
import dev.cloister.broker.release.Client;
import dev.cloister.broker.release.Decision;
import dev.cloister.broker.release.ReleaseDesk;
import dev.cloister.broker.store.Database;
import dev.cloister.broker.store.Rows;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Excerpt;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonArray;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.SnpJson;
import dev.cloister.evidence.Verification;
import dev.cloister.evidence.Verification.Unsettled;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.appraisal.Appraisal;
import dev.cloister.evidence.appraisal.Check;
import dev.cloister.evidence.appraisal.Finding;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.protocol.AttestRequest;
import dev.cloister.protocol.Outcome;
import dev.cloister.protocol.ReportData;
import dev.cloister.protocol.SessionGrant;
import dev.cloister.protocol.jose.Crypto;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.workload.CloisterToml;
import dev.cloister.workload.InitData;
import dev.cloister.workload.PinnedKey;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Judges a guest once, and activates it if it is trusted.
final class Attestation {
    private static final Logger LOG = System.getLogger(Attestation.class.getName());

    /// Lease and grace (guest-broker-channel 10).
    private static final Duration TTL = Duration.ofHours(1);

    private static final Duration GRACE = Duration.ofDays(1);

    private final Identity identity;
    private final Database database;
    private final Sessions sessions;
    private final Activations activations;
    private final ReleaseDesk desk;
    private final Refusals refusals;
    private final AuditLog audit;
    private final Crypto crypto = Crypto.jdk();

    Attestation(
            Identity identity,
            Database database,
            Sessions sessions,
            Activations activations,
            ReleaseDesk desk,
            Refusals refusals,
            AuditLog audit) {
        this.identity = identity;
        this.database = database;
        this.sessions = sessions;
        this.activations = activations;
        this.desk = desk;
        this.refusals = refusals;
        this.audit = audit;
    }

    /// A request as far as it has been believed.
    private record Claim(Session session, Bytes digest, AttestRequest sent, Evidence.Snp evidence, InitData initData) {
        Jwk teeKey() {
            return sent.teeKey();
        }

        SnpReport report() {
            return evidence.report();
        }

        About about(boolean emulated) {
            return new About(
                    initData.cloister().root().key().text(),
                    initData.digest().hex(),
                    report().raw().hex(),
                    Origin.of(emulated),
                    true);
        }
    }

    /// Which outcome ends it is said in guest-broker-channel 7; the steps are those of 5.2:
    ///
    /// B1 the session is known and has not run out; a request that it has answered gets the same answer,
    /// another one does not.
    /// B2 the body is strict, and its nonce is the session's.
    /// B3 the TEE key is a point of P-256 for the one algorithm.
    /// B4 the evidence is genuine.
    /// B5 its report data is that of this key and this challenge, over all 64 bytes.
    /// B6 the init-data is what the hardware reports, and names this audience and a root key of this broker.
    /// B7 the release policy of the root key that it names: every rule, every reference value.
    /// B8 an activation that was revoked stays revoked.
    /// B9 audit entry, activation, evidence, session key and lease, in one transaction with B7 and B8.
    /// B10 the answer, sealed to the TEE key.
    ///
    /// Only B5 shows who asks: before it nobody is refused, as a host could ask in a guest's place.
    Said attest(Call call, Instant now) throws IOException {
        Bytes digest = Digests.sha384(call.body());
        Begun begun = database.write(rows -> begin(rows, call.cookie(SessionCookie.NAME), digest, now)); // B1
        if (begun instanceof Begun.Again again) {
            return again.said();
        }
        if (begun instanceof Begun.Not not) {
            return refusals.toAnyone(Outcome.SESSION, now, "B1", About.NOTHING, not.reason());
        }
        Session session = ((Begun.Fresh) begun).session();
        About about = About.NOTHING;
        String step = "B2";
        try {
            AttestRequest sent = AttestRequest.parse(call.body().array()); // B2
            if (!sent.nonce().equals(session.nonce())) {
                return refusals.toAnyone(
                        Outcome.SESSION,
                        now,
                        step,
                        about,
                        Reason.of("foreign-nonce", "the nonce is of another session"));
            }
            step = "B3";
            requireTeeKey(sent); // B3
            step = "B4";
            Evidence.Snp evidence = SnpJson.read(sent.primaryEvidence()); // B4
            SnpReport report = evidence.report();
            Verification<Evidence.Snp> verification = desk.verify(evidence, now);
            about = new About("", report.hostData().hex(), report.raw().hex(), origin(evidence, verification), false);
            if (!(verification instanceof Verified<Evidence.Snp> verified)) {
                Outcome outcome = verification instanceof Unsettled ? Outcome.UNDECIDED : Outcome.INVALID;
                return refusals.toAnyone(outcome, now, step, about, Reasons.of(verification));
            }
            step = "B5";
            if (!report.reportData().sameAs(sent.reportData())) { // B5
                Finding wrong = new Finding.WrongReportData(report.reportData(), sent.reportData());
                return refusals.toAnyone(Outcome.INVALID, now, step, about, Reasons.of(wrong));
            }
            step = "B6";
            about = about.nowProven();
            InitData initData = boundInitData(sent, report); // B6
            Claim claim = new Claim(session, digest, sent, evidence, initData);
            return database.write(rows -> conclude(rows, claim, verified, now)); // B7 to B10
        } catch (Malformed bad) {
            return refusals.toAnyone(Outcome.INVALID, now, step, about, Reason.of("malformed", bad.getMessage()));
        }
    }

    /// What B1 ends in.
    private sealed interface Begun {
        record Fresh(Session session) implements Begun {}

        record Again(Said said) implements Begun {}

        record Not(Reason reason) implements Begun {}
    }

    private Begun begin(Rows rows, String cookie, Bytes digest, Instant now) throws SQLException, IOException {
        Optional<Session> found = sessions.find(rows, cookie, now);
        if (found.isEmpty()) {
            return new Begun.Not(Reason.of("no-session", "no such session, or it has run out"));
        }
        Optional<Conclusion> earlier = sessions.conclusion(rows, cookie);
        if (earlier.isPresent()) {
            return earlier.get().request().equals(digest)
                    ? new Begun.Again(earlier.get().said())
                    : new Begun.Not(Reason.of("answered", "the challenge was answered already, by another request"));
        }
        return sessions.attempt(rows, cookie)
                ? new Begun.Fresh(found.get())
                : new Begun.Not(Reason.of("attempts", "too many attempts on one challenge"));
    }

    private static void requireTeeKey(AttestRequest sent) throws Malformed {
        if (!sent.teeKey().isPoint()) {
            throw new Malformed("AttestRequest", "tee-pubkey", -1, "is not a point of P-256");
        }
        if (!sent.additionalEvidence().isEmpty()) {
            throw new Malformed("AttestRequest", "additional_evidence", -1, "no verifier for evidence of devices");
        }
    }

    /// Nothing is claimed of what could not be verified, but that its certificates call themselves emulated.
    private static Origin origin(Evidence.Snp evidence, Verification<Evidence.Snp> verification) {
        if (verification instanceof Verified<Evidence.Snp> verified) {
            return Origin.of(verified.emulated());
        }
        boolean saysSo = evidence.certificates().entries().stream()
                .map(entry -> new String(entry.content().array(), StandardCharsets.ISO_8859_1))
                .anyMatch(text -> text.contains("EMULATED"));
        return saysSo ? Origin.EMULATED : Origin.UNKNOWN;
    }

    /// The digest first: what a text that the hardware does not report says is of no interest.
    private InitData boundInitData(AttestRequest sent, SnpReport report) throws Malformed {
        byte[] text = Bytes.utf8(sent.initData()).array();
        if (sent.initData().isEmpty() || report.hostData().isZero()) {
            throw new Malformed("init-data", "", -1, "there is none");
        }
        if (!Digests.sha256(text).sameAs(report.hostData())) {
            throw new Malformed("init-data", "", -1, "is not what the hardware reports");
        }
        InitData initData = InitData.parse(text);
        CloisterToml.Broker broker = initData.cloister().broker();
        if (!broker.audience().equals(identity.audience())) {
            throw new Malformed(
                    "init-data", "audience", -1, "is " + Excerpt.of(broker.audience()) + ", not this broker's");
        }
        Jwk root = identity.root();
        if (!broker.keys().contains(new PinnedKey(root.x(), root.y()))) {
            throw new Malformed("init-data", "broker.key", -1, "has no root key of this broker");
        }
        return initData;
    }

    /// B7 to B10, in one transaction. Another request may have concluded the session in the meantime.
    private Said conclude(Rows rows, Claim claim, Verified<Evidence.Snp> verified, Instant now)
            throws SQLException, IOException {
        About about = claim.about(verified.emulated());
        String session = claim.session().id();
        if (sessions.find(rows, session, now).isEmpty()
                || sessions.conclusion(rows, session).isPresent()) {
            Reason reason = Reason.of("answered", "the challenge was answered, or given up, in the meantime");
            return Said.not(
                    Outcome.SESSION, refusals.number(rows, Outcome.SESSION.code(), now, "B1", about, List.of(reason)));
        }
        Decision decision = desk.decide(
                rows,
                claim.initData().cloister().root().key(),
                Client.CHANNEL,
                verified,
                claim.sent().reportData(),
                now); // B7
        if (!(decision instanceof Decision.Granted granted)) {
            return refuse(rows, claim, now, "B7", about, Reasons.of(decision));
        }
        Optional<Activation> earlier = activations.find(
                rows,
                claim.teeKey().thumbprint(),
                identity.audience(),
                claim.initData().digest());
        if (earlier.isPresent() && earlier.get().revoked()) { // B8
            Reason reason =
                    Reason.of("revoked", "the activation " + earlier.get().id() + " was revoked");
            return refuse(rows, claim, now, "B8", about, List.of(reason));
        }
        String activation = earlier.isPresent() ? earlier.get().id() : Ulid.at(now);
        return activate(rows, claim, granted, activation, earlier.isEmpty(), now);
    }

    private Said refuse(Rows rows, Claim claim, Instant now, String step, About about, List<Reason> reasons)
            throws SQLException {
        Said.ToGuest said = refusals.toGuest(rows, claim.teeKey(), now, step, about, reasons);
        sessions.conclude(rows, claim.session().id(), new Conclusion(claim.digest(), said));
        return said;
    }

    private Said activate(
            Rows rows, Claim claim, Decision.Granted granted, String activation, boolean first, Instant now)
            throws SQLException {
        Instant leaseEnd = now.plus(TTL);
        Jwk teeKey = claim.teeKey();
        Verified<? extends Evidence> verified = granted.grant().trusted().verified();
        if (first) { // B9
            Applicant applicant = new Applicant(
                    teeKey.thumbprint(),
                    identity.audience(),
                    claim.initData().digest(),
                    claim.report().chipId(),
                    granted.grant().path());
            activations.begin(rows, activation, applicant, now, leaseEnd);
        } else {
            activations.renew(rows, activation, leaseEnd);
        }
        activations.keep(rows, archived(claim, granted, activation, now));
        audit.append(
                rows,
                now,
                first ? "activation" : "renewal",
                Json.object()
                        .put("activation", activation)
                        .put("path", granted.grant().path().text())
                        .put("policyVersion", granted.policy().version())
                        .put("trustPolicy", granted.grant().trusted().policy())
                        .put("initData", claim.initData().digest().hex())
                        .put("measurement", claim.report().measurement().hex())
                        .put("chip", claim.report().chipId().hex())
                        .put("teeKey", teeKey.thumbprint())
                        .put("emulated", verified.emulated())
                        .build());
        LOG.log(
                Level.INFO,
                "{0}trusted under {1}, activation {2}, init-data {3}",
                Denials.marked(verified.emulated()),
                granted.grant().trusted().policy(),
                activation,
                claim.initData().digest());
        try (SessionGrant grant = new SessionGrant(
                activation, Secret.random(SessionGrant.KEY_BYTES), TTL.toSeconds(), GRACE.toSeconds(), "")) {
            sessions.grant(rows, claim.session().id(), activation, grant.key(), leaseEnd);
            Said.ToGuest said = new Said.ToGuest(teeKey, Outcome.OK, grant.seal(crypto, teeKey)); // B10
            sessions.conclude(rows, claim.session().id(), new Conclusion(claim.digest(), said));
            return said;
        } catch (Malformed impossible) {
            throw new IllegalStateException("a TEE key that B3 accepted", impossible);
        }
    }

    private static Activations.Attested archived(
            Claim claim, Decision.Granted granted, String activation, Instant now) {
        AttestRequest sent = claim.sent();
        Verified<? extends Evidence> verified = granted.grant().trusted().verified();
        List<Check> checks = Appraisal.of(
                        claim.evidence(),
                        verified,
                        granted.policy().policy().trustPolicy(),
                        granted.policy().policy().references(verified, sent.reportData(), now))
                .checks();
        JsonArray shown = Json.array(checks.stream().map(Check::toJson).toList());
        return new Activations.Attested(
                activation,
                now,
                claim.report().raw(),
                claim.evidence().certificates().encode(),
                claim.initData().text(),
                ReportData.kbsText(sent.nonce(), sent.teeKey(), sent.additionalEvidence()),
                sent.teeKey().toTeeJson().compact(),
                verified.emulated(),
                shown.compact(),
                granted.policy().toJson().compact());
    }
}
