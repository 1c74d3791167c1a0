package dev.cloister.broker.kbs;

import dev.cloister.broker.http.Answer;
import dev.cloister.broker.http.Call;
import dev.cloister.broker.http.SessionCookie;
import dev.cloister.broker.store.Database;
import dev.cloister.bytes.Excerpt;
import dev.cloister.bytes.Malformed;
import dev.cloister.protocol.Challenge;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Opens sessions of plain KBS.
final class PlainHandshakes {
    private final Database database;
    private final PlainSessions sessions;
    private final boolean trial;

    /// @param trial whether evidence for trials is looked at
    PlainHandshakes(Database database, PlainSessions sessions, boolean trial) {
        this.database = database;
        this.sessions = sessions;
        this.trial = trial;
    }

    /// The first request (specs kbs-protocol 3.1 and 3.2):
    ///
    /// 1. The body is what KBS says.
    /// 2. In a version that is served.
    /// 3. For a kind of evidence that is verified here.
    /// 4. A session with a challenge of its own, for five minutes.
    Answer auth(Call call, Instant now) throws IOException {
        AuthMessage request;
        try {
            request = AuthMessage.parse(call.body().array()); // 1
        } catch (Malformed bad) {
            return not("deserialize Request: " + bad.getMessage());
        }
        Optional<String> objection = ProtocolVersion.objection(request.version()); // 2
        if (objection.isPresent()) {
            return not(objection.get());
        }
        Optional<Tee> tee = Tee.of(request.tee()); // 3
        if (tee.isEmpty() || !isServed(tee.get())) {
            return not("no verifier for evidence of " + Excerpt.of(request.tee()) + "; this broker verifies "
                    + String.join(", ", served()));
        }
        Optional<PlainSessions.Session> opened = database.write(rows -> sessions.open(rows, tee.get(), now)); // 4
        return opened.map(PlainHandshakes::challenge).orElseGet(KbsRoutes::busy);
    }

    private boolean isServed(Tee tee) {
        return switch (tee.kind()) {
            case HARDWARE -> true;
            case TRIAL -> trial;
            case DEVICE, NOT_SERVED -> false;
        };
    }

    private List<String> served() {
        return Arrays.stream(Tee.values()).filter(this::isServed).map(Tee::wire).toList();
    }

    private static Answer challenge(PlainSessions.Session session) {
        return Answer.json(200, new Challenge(session.nonce()).plainBody())
                .with("Set-Cookie", SessionCookie.line(session.id(), session.expires()));
    }

    private static Answer not(String why) {
        return KbsErrorType.ATTESTATION_ERROR.answer(401, "Attestation error: RCAR handshake Auth failed: " + why);
    }
}
