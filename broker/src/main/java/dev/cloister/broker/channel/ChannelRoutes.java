package dev.cloister.broker.channel;

import dev.cloister.broker.archive.Cases.About;
import dev.cloister.broker.archive.Cases.Reason;
import dev.cloister.broker.http.Answer;
import dev.cloister.broker.http.Call;
import dev.cloister.broker.http.Right;
import dev.cloister.broker.http.Route;
import dev.cloister.broker.http.SessionCookie;
import dev.cloister.broker.http.Turns;
import dev.cloister.bytes.Malformed;
import dev.cloister.protocol.Asked;
import dev.cloister.protocol.AttestRequest;
import dev.cloister.protocol.AuthRequest;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.KbsError;
import dev.cloister.protocol.Outcome;
import dev.cloister.protocol.ProofCheck;
import dev.cloister.protocol.ResourcesRequest;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// What guests may ask over the channel, by path. Their requests carry a nonce or a proof, and get a signed
/// answer.
final class ChannelRoutes {
    private static final String KEYS = "/kbs/v0/cloister/keys";
    private static final String ATTESTATION_ERROR = "AttestationError";

    private static final int MAX_RESOURCES_REQUEST = 64 * 1024;

    private final Identity identity;
    private final Handshakes handshakes;
    private final Attestation attestation;
    private final Releases releases;
    private final Refusals refusals;
    private final Voice voice;
    private final Clock clock;
    private final Turns turns;

    ChannelRoutes(
            Identity identity,
            Handshakes handshakes,
            Attestation attestation,
            Releases releases,
            Refusals refusals,
            Voice voice,
            Turns turns,
            Clock clock) {
        this.identity = identity;
        this.handshakes = handshakes;
        this.attestation = attestation;
        this.releases = releases;
        this.refusals = refusals;
        this.voice = voice;
        this.turns = turns;
        this.clock = clock;
    }

    List<Route> table() {
        return List.of(
                Route.of(Right.GUEST, "POST", AuthRequest.TARGET, (call, parts) -> auth(call))
                        .when(ChannelRoutes::isOfTheChannel),
                Route.of(Right.GUEST, "POST", AttestRequest.TARGET, (call, parts) -> attest(call))
                        .taking(AttestRequest.MAX_BYTES)
                        .when(ChannelRoutes::isOfTheChannel),
                Route.of(Right.ANYBODY, "GET", KEYS, (call, parts) -> keys(call)),
                Route.of(Right.GUEST, "POST", ResourcesRequest.TARGET, (call, parts) -> resources(call))
                        .taking(MAX_RESOURCES_REQUEST));
    }

    /// Who sends no nonce speaks plain KBS, and has the same paths there.
    private static boolean isOfTheChannel(Call call) {
        return !call.header(Header.NONCE).isEmpty();
    }

    /// The guest's nonce of a request, if it has exactly one that is well formed.
    private static Optional<String> nonce(Call call) {
        List<String> lines = call.header(Header.NONCE);
        return lines.size() == 1 && Asked.isNonce(lines.getFirst()) ? Optional.of(lines.getFirst()) : Optional.empty();
    }

    private Answer auth(Call call) throws IOException {
        Optional<String> nonce = nonce(call);
        if (nonce.isEmpty()) {
            return error("the header " + Header.NONCE + " is not one nonce");
        }
        return switch (handshakes.auth(call, clock.instant())) {
            case Handshakes.Opened.Challenged it ->
                voice.answer(call, nonce.get(), it.said())
                        .with(
                                "Set-Cookie",
                                SessionCookie.line(
                                        it.session().id(), it.session().expires()));
            case Handshakes.Opened.Not it -> voice.answer(call, nonce.get(), it.said());
            case Handshakes.Opened.UnknownAudience it -> error(Outcome.AUDIENCE.code());
        };
    }

    private Answer attest(Call call) throws IOException {
        Optional<String> nonce = nonce(call);
        if (nonce.isEmpty()) {
            return error("the header " + Header.NONCE + " is not one nonce");
        }
        Optional<Said> said = turns.take(() -> attestation.attest(call, clock.instant()));
        return voice.answer(call, nonce.get(), said.orElseGet(Refusals::busy));
    }

    private Answer keys(Call call) {
        if (!call.query().equals("audience=" + identity.audience())) {
            return Answer.empty(404);
        }
        return Answer.text(200, identity.keySet());
    }

    private Answer resources(Call call) throws IOException {
        List<String> lines = call.header(Header.PROOF);
        ProofCheck proof;
        try {
            if (lines.size() != 1) {
                throw new Malformed("Proof", "", -1, "is there " + lines.size() + " times");
            }
            proof = ProofCheck.parse(lines.getFirst());
        } catch (Malformed bad) {
            Optional<String> nonce = nonce(call);
            if (nonce.isEmpty()) {
                return error("no proof: " + Outcome.SESSION.code());
            }
            Reason reason = Reason.of("no-proof", bad.getMessage());
            Said said = refusals.toAnyone(Outcome.SESSION, clock.instant(), "R1", About.NOTHING, reason);
            return voice.answer(call, nonce.get(), said);
        }
        return voice.answer(call, proof.nonce(), releases.resources(call, proof, clock.instant()));
    }

    /// KBS's errors have no content type.
    private static Answer error(String detail) {
        return new Answer(401, List.of(), new KbsError(ATTESTATION_ERROR, detail).body());
    }
}
