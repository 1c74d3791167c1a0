package dev.cloister.cli.drill.channel;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.BareGuest;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.protocol.Challenge;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.guest.Reply;
import java.io.IOException;
import java.util.List;

public final class PlainKbs implements Attack {
    @Override
    public Brief brief() {
        return Brief.refused(
                "plain-kbs", "plain KBS", "offers the guest a KBS that signs nothing, as any is", "not-signed");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        Bytes challenge =
                Secret.random(32).use(nonce -> Challenge.of(Bytes.of(nonce)).plainBody());
        List<Header> headers = List.of(
                new Header("Content-Length", Integer.toString(challenge.length())),
                new Header("Set-Cookie", "kbs-session-id=plain"));
        try (BareGuest guest = scene.guest()) {
            guest.through((request, broker) -> new Reply(200, headers, challenge));
            Outcome outcome = scene.outcome(guest.attest());
            return guest.requests().size() == 1
                    ? outcome
                    : Outcome.succeeded("more than one request", outcome.broker(), outcome.owner());
        }
    }
}
