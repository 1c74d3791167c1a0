package dev.cloister.broker.kbs;

import dev.cloister.broker.http.Answer;
import dev.cloister.broker.http.Call;
import dev.cloister.broker.http.Right;
import dev.cloister.broker.http.Route;
import dev.cloister.broker.http.SessionCookie;
import dev.cloister.broker.http.Turns;
import dev.cloister.bytes.Json;
import dev.cloister.protocol.AttestRequest;
import dev.cloister.protocol.AuthRequest;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.KbsError;
import dev.cloister.protocol.Outcome;
import dev.cloister.workload.ResourcePath;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// What clients of plain KBS may ask, by path, and what is said to them in HTTP's terms: 401 attest
/// (again), 403 the release policy said no, 404 no such path, or nothing there that the policy would give,
/// 413 too large, 429 load, 503 undecided. Every error has KBS's JSON.
public final class KbsRoutes {
    private static final String PREFIX = "/kbs/v0/";
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE");

    private final PlainHandshakes handshakes;
    private final PlainAttestation attestation;
    private final PlainReleases releases;
    private final Turns turns;
    private final Clock clock;

    KbsRoutes(
            PlainHandshakes handshakes,
            PlainAttestation attestation,
            PlainReleases releases,
            Turns turns,
            Clock clock) {
        this.handshakes = handshakes;
        this.attestation = attestation;
        this.releases = releases;
        this.turns = turns;
        this.clock = clock;
    }

    /// Requests of the channel have the same paths and come before these.
    List<Route> table() {
        return List.of(
                Route.of(
                        Right.GUEST,
                        "POST",
                        AuthRequest.TARGET,
                        (call, parts) -> handshakes.auth(call, clock.instant())),
                Route.of(Right.GUEST, "POST", AttestRequest.TARGET, (call, parts) -> attest(call))
                        .taking(AttestRequest.MAX_BYTES),
                Route.of(Right.GUEST, "GET", PREFIX + "resource/*/*/*", this::resource));
    }

    private Answer attest(Call call) throws IOException {
        Optional<PlainAttestation.Ended> ended = turns.take(() -> attestation.attest(call, clock.instant()));
        if (ended.isEmpty()) {
            return busy();
        }
        return switch (ended.get()) {
            case PlainAttestation.Ended.Token(PlainSessions.Session session, String token) ->
                Answer.json(200, Json.object().put("token", token).build())
                        .with("Set-Cookie", SessionCookie.line(session.id(), session.expires()));
            case PlainAttestation.Ended.Not(Outcome outcome, String number) ->
                new Answer(
                        outcome == Outcome.UNDECIDED ? 503 : 401,
                        List.of(),
                        KbsError.of(outcome, number).body());
        };
    }

    private Answer resource(Call call, List<String> parts) throws IOException {
        String text = String.join("/", parts);
        if (!ResourcePath.isValid(text)) {
            return KbsErrorType.INVALID_REQUEST_PATH.answer(
                    404, "a resource path is three parts of A-Z a-z 0-9 _ - and, not as the first letter, a dot");
        }
        return switch (releases.resource(call, new ResourcePath(text), clock.instant())) {
            case PlainReleases.Given.Encrypted it -> Answer.json(200, it.jwe());
            case PlainReleases.Given.NotAttested it ->
                KbsErrorType.TOKEN_NOT_FOUND.answer(401, "Attestation Token not found");
            case PlainReleases.Given.BadToken it ->
                KbsErrorType.TOKEN_VERIFIER_ERROR.answer(401, "Token Verifier error");
            case PlainReleases.Given.Denied it ->
                KbsErrorType.POLICY_DENY.answer(403, "Access denied by policy, case " + it.number());
            case PlainReleases.Given.Undecided it ->
                KbsErrorType.ATTESTATION_ERROR.answer(503, "undecided, case " + it.number());
            case PlainReleases.Given.Missing it ->
                KbsErrorType.PLUGIN_INTERNAL_ERROR.answer(404, "there is no such resource");
        };
    }

    /// Load is nobody's fault: the same again later.
    static Answer busy() {
        return KbsErrorType.ATTESTATION_ERROR.answer(429, "busy").with("Retry-After", "1");
    }

    /// For every path that no route takes: KBS's own shapes of "no" (specs kbs-observed 4, items 5 to 7).
    public static Answer otherwise(Call call) {
        if (!call.path().startsWith(PREFIX)) {
            return Answer.empty(404);
        }
        if (!METHODS.contains(call.method())) {
            return Answer.empty(405).with("Allow", String.join(", ", METHODS));
        }
        String plugin = call.path().substring(PREFIX.length()).split("/", 2)[0];
        if (plugin.equals("resource")) {
            return KbsErrorType.INVALID_REQUEST_PATH.answer(404, "a resource path is three parts");
        }
        return KbsErrorType.PLUGIN_NOT_FOUND.answer(404, "Plugin " + plugin + " not found");
    }

    /// An error from in front of the table, in KBS's JSON where KBS is spoken.
    public static Answer worded(Call call, Answer bare) {
        if (!call.path().startsWith(PREFIX) || isOfTheChannel(call)) {
            return bare;
        }
        Answer said = switch (bare.status()) {
            case 413 -> KbsErrorType.SERDE_ERROR.answer(413, "payload reached size limit");
            case 400, 408 -> KbsErrorType.SERDE_ERROR.answer(bare.status(), "the request cannot be read");
            default -> KbsErrorType.ATTESTATION_ERROR.answer(bare.status(), "out of reach, try again");
        };
        return new Answer(
                said.status(), bare.headers().stream().filter(KbsRoutes::isKept).toList(), said.body());
    }

    /// There nothing counts that is not signed.
    private static boolean isOfTheChannel(Call call) {
        return !call.header(Header.NONCE).isEmpty()
                || !call.header(Header.PROOF).isEmpty();
    }

    private static boolean isKept(dev.cloister.broker.http.Header header) {
        return !header.name().equalsIgnoreCase("Content-Type");
    }
}
