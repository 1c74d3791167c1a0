package dev.cloister.broker.channel;

import dev.cloister.broker.archive.Cases.About;
import dev.cloister.broker.archive.Cases.Reason;
import dev.cloister.broker.http.Call;
import dev.cloister.broker.store.Database;
import dev.cloister.bytes.Excerpt;
import dev.cloister.bytes.Malformed;
import dev.cloister.protocol.AuthRequest;
import dev.cloister.protocol.Challenge;
import dev.cloister.protocol.Outcome;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/// Opens sessions.
final class Handshakes {
    private static final long CHANNEL = 1;
    private static final String TEE = "snp";

    private final String audience;
    private final Database database;
    private final Sessions sessions;
    private final Refusals refusals;

    Handshakes(String audience, Database database, Sessions sessions, Refusals refusals) {
        this.audience = audience;
        this.database = database;
        this.sessions = sessions;
        this.refusals = refusals;
    }

    /// What `/auth` ends in.
    sealed interface Opened {
        /// To be signed.
        record Challenged(Sessions.Session session, Said said) implements Opened {}

        /// To be signed.
        record Not(Said said) implements Opened {}

        /// Not ours to answer: nothing that we sign would be believed there.
        record UnknownAudience() implements Opened {}
    }

    /// The first request of a guest that knows the channel.
    ///
    /// 1. The body is what KBS says, and offers the channel.
    /// 2. For an audience that is this broker's; no other is answered under its name.
    /// 3. In a version that both know.
    /// 4. With evidence of a kind that is verified here.
    /// 5. A session with a challenge of its own, for five minutes.
    Opened auth(Call call, Instant now) throws IOException {
        AuthRequest request;
        try {
            request = AuthRequest.parse(call.body().array()); // 1
        } catch (Malformed bad) {
            return not(Outcome.INVALID, now, "malformed", bad.getMessage());
        }
        if (!(request.offer() instanceof AuthRequest.Offer.Channel offer)) {
            return not(Outcome.VERSION, now, "no-channel", "the request has a nonce but does not offer the channel");
        }
        if (!offer.audience().equals(audience)) { // 2
            return new Opened.UnknownAudience();
        }
        if (!request.version().equals(AuthRequest.KBS_VERSION)
                || !offer.versions().contains(CHANNEL)) { // 3
            return not(
                    Outcome.VERSION,
                    now,
                    "no-common-version",
                    "KBS " + Excerpt.of(request.version()) + ", channel " + offer.versions());
        }
        if (!request.tee().equals(TEE)) { // 4
            return not(
                    Outcome.INVALID,
                    now,
                    "unknown-tee",
                    "no verifier for evidence of the kind " + Excerpt.of(request.tee()));
        }
        Optional<Sessions.Session> opened =
                database.write(rows -> sessions.open(rows, audience, request.tee(), now)); // 5
        if (opened.isEmpty()) {
            return new Opened.Not(Refusals.busy());
        }
        Challenge challenge = new Challenge(opened.get().nonce());
        return new Opened.Challenged(opened.get(), new Said.ToAnyone(Outcome.OK, challenge.channelBody()));
    }

    private Opened not(Outcome outcome, Instant now, String code, String sentence) throws IOException {
        return new Opened.Not(refusals.toAnyone(outcome, now, "auth", About.NOTHING, Reason.of(code, sentence)));
    }
}
