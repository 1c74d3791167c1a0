package dev.cloister.broker.kbs;

import dev.cloister.broker.archive.Cases.About;
import dev.cloister.broker.archive.Cases.Origin;
import dev.cloister.broker.archive.Cases.Reason;
import dev.cloister.broker.denial.Denials;
import dev.cloister.broker.denial.Reasons;
import dev.cloister.broker.http.Call;
import dev.cloister.broker.http.SessionCookie;
import dev.cloister.broker.kbs.PlainSessions.Attested;
import dev.cloister.broker.kbs.PlainSessions.Begun;
import dev.cloister.broker.kbs.PlainSessions.Session;
import dev.cloister.broker.release.ReleaseDesk;
import dev.cloister.broker.store.Database;
import dev.cloister.broker.token.Appraised;
import dev.cloister.broker.token.TokenDesk;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Verification;
import dev.cloister.evidence.Verification.Unsettled;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.appraisal.Finding;
import dev.cloister.protocol.Outcome;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Judges the evidence of a plain session once, and gives a token for it. What the token opens is decided
/// when a resource is asked for, by that resource's release policy.
final class PlainAttestation {
    private final Database database;
    private final PlainSessions sessions;
    private final ReleaseDesk desk;
    private final Denials denials;
    private final TokenDesk tokens;
    private final boolean trial;

    PlainAttestation(
            Database database,
            PlainSessions sessions,
            ReleaseDesk desk,
            Denials denials,
            TokenDesk tokens,
            boolean trial) {
        this.database = database;
        this.sessions = sessions;
        this.desk = desk;
        this.denials = denials;
        this.tokens = tokens;
        this.trial = trial;
    }

    /// What `/attest` ends in.
    sealed interface Ended {
        record Token(Session session, String token) implements Ended {}

        /// @param number of the case
        record Not(Outcome outcome, String number) implements Ended {}
    }

    /// The steps (specs kbs-protocol 3.3 and 3.4, guest-broker-channel 5.2):
    ///
    /// K1 the session is known and has not run out; a request that it has answered gets the same answer,
    /// another one does not.
    /// K2 the body is what KBS says, its TEE key one that can be encrypted to, its nonce the session's.
    /// K3 the evidence is of the kind named at the start and parses; devices beside it can be verified.
    /// K4 it is genuine.
    /// K5 its report data is that of this key and this challenge.
    /// K6 init-data, if it came, is what the hardware reports.
    /// K7 the token, and the evidence kept beside it until it ends.
    Ended attest(Call call, Instant now) throws IOException {
        Bytes digest = Digests.sha384(call.body());
        String cookie = call.cookie(SessionCookie.NAME);
        Begun begun = database.write(rows -> sessions.begin(rows, cookie, digest, now)); // K1
        return switch (begun) {
            case Begun.Again(Session session, String token) -> new Ended.Token(session, token);
            case Begun.Not(Reason reason) -> not(Outcome.SESSION, now, "K1", About.NOTHING, List.of(reason));
            case Begun.Fresh(Session session) -> judge(call, session, digest, now);
        };
    }

    private Ended judge(Call call, Session session, Bytes digest, Instant now) throws IOException {
        String step = "K2";
        try {
            AttestMessage sent = AttestMessage.parse(call.body().array()); // K2
            if (!sent.nonce().equals(session.nonce())) {
                Reason reason = Reason.of("foreign-nonce", "the nonce is of another session");
                return not(Outcome.SESSION, now, step, About.NOTHING, List.of(reason));
            }
            step = "K3";
            ClientEvidence evidence = ClientEvidence.read(session.tee(), sent.primary()); // K3
            Bytes deviceDigest = AttestMessage.digest(sent.deviceRuntimeData());
            ClientEvidence.requireDevices(sent.additional(), deviceDigest, trial);
            return switch (evidence) {
                case ClientEvidence.OfHardware hardware -> ofHardware(session, sent, hardware, digest, now);
                case ClientEvidence.OfSample sample -> ofSample(session, sent, sample, digest, now);
            };
        } catch (Malformed bad) {
            return not(Outcome.INVALID, now, step, About.NOTHING, List.of(Reason.of("malformed", bad.getMessage())));
        }
    }

    private Ended ofHardware(
            Session session, AttestMessage sent, ClientEvidence.OfHardware evidence, Bytes digest, Instant now)
            throws IOException {
        ClientEvidence.Fields fields = ClientEvidence.Fields.of(evidence.evidence());
        About about = new About("", fields.initData().hex(), evidence.bytes().hex(), Origin.UNKNOWN, false);
        Verification<? extends Evidence> verification = desk.verify(evidence.evidence(), now); // K4
        if (!(verification instanceof Verified<? extends Evidence> verified)) {
            Outcome outcome = verification instanceof Unsettled ? Outcome.UNDECIDED : Outcome.INVALID;
            return not(outcome, now, "K4", about, Reasons.of(verification));
        }
        about = new About("", fields.initData().hex(), evidence.bytes().hex(), Origin.of(verified.emulated()), false);
        JsonObject runtimeData = sent.runtimeData();
        Bytes wanted =
                AttestMessage.digest(runtimeData).padTo(fields.reportData().length());
        if (!fields.reportData().sameAs(wanted)) { // K5
            Finding wrong = new Finding.WrongReportData(fields.reportData(), wanted);
            return not(Outcome.INVALID, now, "K5", about, List.of(Reasons.of(wrong)));
        }
        Optional<PlainInitData> initData = sent.initData();
        if (initData.isPresent() && !initData.get().isReportedBy(fields.initData())) { // K6
            Reason reason = Reason.of("foreign-init-data", "the init-data sent is not what the hardware reports");
            return not(Outcome.INVALID, now, "K6", about.nowProven(), List.of(reason));
        }
        return conclude(
                session,
                sent,
                evidence,
                digest,
                new Appraised.OfHardware(verified, fields.measurement(), fields.initData(), fields.reportData()),
                now); // K7
    }

    private Ended ofSample(
            Session session, AttestMessage sent, ClientEvidence.OfSample evidence, Bytes digest, Instant now)
            throws IOException {
        if (!evidence.reportData().sameAs(AttestMessage.digest(sent.runtimeData()))) { // K5
            Reason reason = Reason.of("wrong-report-data", "the sample is not over this key and challenge");
            return not(Outcome.INVALID, now, "K5", About.NOTHING, List.of(reason));
        }
        Optional<Bytes> initData = sent.initData().map(PlainInitData::digest);
        return conclude(
                session,
                sent,
                evidence,
                digest,
                new Appraised.OfSample(evidence.svn(), evidence.reportData(), initData),
                now); // K7
    }

    private Ended conclude(
            Session session,
            AttestMessage sent,
            ClientEvidence evidence,
            Bytes digest,
            Appraised appraised,
            Instant now)
            throws IOException {
        Attested attested = new Attested(
                session.id(),
                PlainSessions.freshId(),
                session.tee(),
                evidence.bytes(),
                evidence.certificates(),
                sent.runtimeData().canonical(),
                sent.teeKey().json().compact(),
                now.plus(PlainSessions.LIFE));
        String token = tokens.issue(
                attested.id(), session.tee().wire(), appraised, sent.runtimeData(), now, attested.expires());
        Session renewed = new Session(session.id(), session.nonce(), session.tee(), attested.expires());
        return database.write(rows -> sessions.conclude(rows, digest, attested, token, now)
                ? new Ended.Token(renewed, token)
                : new Ended.Not(
                        Outcome.SESSION,
                        denials.open(
                                rows,
                                Outcome.SESSION.code(),
                                now,
                                "K7",
                                About.NOTHING,
                                List.of(Reason.of("answered", "the challenge was answered in the meantime")))));
    }

    private Ended not(Outcome outcome, Instant now, String step, About about, List<Reason> reasons) throws IOException {
        return database.write(
                rows -> new Ended.Not(outcome, denials.open(rows, outcome.code(), now, step, about, reasons)));
    }
}
