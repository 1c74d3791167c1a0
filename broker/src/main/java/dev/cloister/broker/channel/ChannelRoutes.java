package dev.cloister.broker.channel;

import dev.cloister.broker.archive.Cases.About;
import dev.cloister.broker.archive.Cases.Reason;
import dev.cloister.broker.http.Answer;
import dev.cloister.broker.http.Call;
import dev.cloister.broker.http.Route;
import dev.cloister.bytes.Excerpt;
import dev.cloister.bytes.Malformed;
import dev.cloister.protocol.Asked;
import dev.cloister.protocol.AttestRequest;
import dev.cloister.protocol.AuthRequest;
import dev.cloister.protocol.Challenge;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.KbsError;
import dev.cloister.protocol.Outcome;
import dev.cloister.protocol.ProofCheck;
import dev.cloister.protocol.ResourcesRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// What guests may ask, by path. A request that carries a guest's nonce or a proof gets a signed answer; one that
/// carries neither gets plain KBS.
final class ChannelRoutes {
    private static final String KEYS = "/kbs/v0/cloister/keys";
    private static final String ATTESTATION_ERROR = "AttestationError";

    /// Attestations are answered on this grid, so that the time tells little of the verdict.
    private static final long GRID_NANOS = Duration.ofMillis(50).toNanos();

    private static final int MAX_RESOURCES_REQUEST = 64 * 1024;
    private static final int AT_ONCE = 2 * Runtime.getRuntime().availableProcessors();
    private static final int PATIENCE_SECONDS = 5;
    private static final DateTimeFormatter COOKIE_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Identity identity;
    private final Handshakes handshakes;
    private final Attestation attestation;
    private final Releases releases;
    private final Refusals refusals;
    private final Voice voice;
    private final Clock clock;
    private final Semaphore verifying = new Semaphore(AT_ONCE);

    ChannelRoutes(
            Identity identity,
            Handshakes handshakes,
            Attestation attestation,
            Releases releases,
            Refusals refusals,
            Voice voice,
            Clock clock) {
        this.identity = identity;
        this.handshakes = handshakes;
        this.attestation = attestation;
        this.releases = releases;
        this.refusals = refusals;
        this.voice = voice;
        this.clock = clock;
    }

    List<Route> table() {
        return List.of(
                Route.of("POST", AuthRequest.TARGET, (call, parts) -> auth(call)),
                Route.of("POST", AttestRequest.TARGET, (call, parts) -> attest(call))
                        .taking(AttestRequest.MAX_BYTES),
                Route.of("GET", KEYS, (call, parts) -> keys(call)),
                Route.of("POST", ResourcesRequest.TARGET, (call, parts) -> resources(call))
                        .taking(MAX_RESOURCES_REQUEST),
                Route.of("GET", "/kbs/v0/resource/*/*/*", (call, parts) -> noToken()));
    }

    /// The guest's nonce of a request, if it has exactly one that is well formed.
    private static Optional<String> nonce(Call call) {
        List<String> lines = call.header(Header.NONCE);
        return lines.size() == 1 && Asked.isNonce(lines.getFirst()) ? Optional.of(lines.getFirst()) : Optional.empty();
    }

    private Answer auth(Call call) throws IOException {
        if (call.header(Header.NONCE).isEmpty()) {
            return plainAuth(call);
        }
        Optional<String> nonce = nonce(call);
        if (nonce.isEmpty()) {
            return error("the header " + Header.NONCE + " is not one nonce");
        }
        return switch (handshakes.auth(call, clock.instant())) {
            case Handshakes.Opened.Challenged it ->
                voice.answer(call, nonce.get(), it.said()).with("Set-Cookie", cookie(it.session()));
            case Handshakes.Opened.Not it -> voice.answer(call, nonce.get(), it.said());
            case Handshakes.Opened.UnknownAudience it -> error(Outcome.AUDIENCE.code());
        };
    }

    private Answer plainAuth(Call call) throws IOException {
        AuthRequest request;
        try {
            request = AuthRequest.parse(call.body().array());
        } catch (Malformed bad) {
            return error("Attestation error: RCAR handshake Auth failed: deserialize Request");
        }
        if (!request.version().equals(AuthRequest.KBS_VERSION)) {
            return error("Attestation error: RCAR handshake Auth failed: KBS Client Protocol Version Mismatch: expect ="
                    + AuthRequest.KBS_VERSION + " while the request is " + Excerpt.of(request.version()));
        }
        Sessions.Session opened = handshakes.plain(request, clock.instant());
        return Answer.json(200, new Challenge(opened.nonce()).plainBody()).with("Set-Cookie", cookie(opened));
    }

    private static String cookie(Sessions.Session session) {
        return Sessions.COOKIE + "=" + session.id() + "; Expires=" + COOKIE_DATE.format(session.expires());
    }

    private Answer attest(Call call) throws IOException {
        if (call.header(Header.NONCE).isEmpty()) {
            return error("Attestation error: this broker attests over its signed channel only; no tokens are issued");
        }
        Optional<String> nonce = nonce(call);
        if (nonce.isEmpty()) {
            return error("the header " + Header.NONCE + " is not one nonce");
        }
        long start = System.nanoTime();
        Said said = judged(call, clock.instant());
        long spent = System.nanoTime() - start;
        LockSupport.parkNanos(GRID_NANOS - spent % GRID_NANOS);
        return voice.answer(call, nonce.get(), said);
    }

    /// A few at a time, as verifying costs more than asking.
    private Said judged(Call call, Instant now) throws IOException {
        try {
            if (!verifying.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return Refusals.busy();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Refusals.busy();
        }
        try {
            return attestation.attest(call, now);
        } finally {
            verifying.release();
        }
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

    /// What KBS says to a client that has no token; this broker issues none.
    private static Answer noToken() {
        return new Answer(401, List.of(), new KbsError("TokenNotFound", "Attestation Token not found").body());
    }

    /// KBS's errors have no content type.
    private static Answer error(String detail) {
        return new Answer(401, List.of(), new KbsError(ATTESTATION_ERROR, detail).body());
    }
}
