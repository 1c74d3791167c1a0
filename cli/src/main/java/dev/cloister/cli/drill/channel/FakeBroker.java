package dev.cloister.cli.drill.channel;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.BareGuest;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.protocol.AttestRequest;
import java.io.IOException;

public final class FakeBroker implements Attack {
    @Override
    public Brief brief() {
        return Brief.refused(
                "fake-broker",
                "a fake broker",
                "answers in the broker's place, with keys and a key set of its own, to hand out its own key for its own image",
                "S3");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        try (BareGuest guest = scene.guest()) {
            Impostor impostor =
                    new Impostor(scene.image().initData().cloister().broker().audience());
            guest.through((request, broker) -> impostor.answer(request));
            Outcome outcome = scene.outcome(guest.attest());
            return guest.requests().stream().anyMatch(sent -> sent.target().equals(AttestRequest.TARGET))
                    ? Outcome.succeeded("evidence for a challenge of the host's", outcome.broker(), outcome.owner())
                    : outcome;
        }
    }
}
