package dev.cloister.broker.channel;

import dev.cloister.broker.http.Answer;
import dev.cloister.broker.http.Call;
import dev.cloister.protocol.Asked;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.Outcome;
import dev.cloister.protocol.StatementSigner;
import java.time.Clock;

/// Turns what was said into an HTTP answer with its statement (guest-broker-channel 4.1): signed over the guest's
/// nonce,
/// the request and the answer, as bytes.
final class Voice {
    private final StatementSigner signer;
    private final Clock clock;

    Voice(StatementSigner signer, Clock clock) {
        this.signer = signer;
        this.clock = clock;
    }

    /// @param nonce the guest's for this request
    Answer answer(Call call, String nonce, Said said) {
        Asked asked = Asked.of(nonce, call.method(), call.target(), call.body());
        long now = clock.instant().getEpochSecond();
        String statement = switch (said) {
            case Said.ToGuest it -> signer.sign(asked, now, it.outcome(), it.body(), it.teeKey());
            case Said.ToAnyone it -> signer.sign(asked, now, it.outcome(), it.body());
        };
        return Answer.json(status(said.outcome()), said.body()).with(Header.STATEMENT, statement);
    }

    /// Guests do not believe it; it is for whoever reads access logs.
    static int status(Outcome outcome) {
        return switch (outcome) {
            case OK -> 200;
            case BUSY, UNDECIDED -> 503;
            case SESSION, INVALID, REFUSED, VERSION, AUDIENCE -> 401;
        };
    }
}
