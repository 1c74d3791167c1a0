package dev.cloister.cli.drill.channel;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.BareGuest;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Ending;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.protocol.AttestRequest;
import dev.cloister.protocol.guest.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

public final class EvidenceRepeated implements Attack {
    @Override
    public Brief brief() {
        return Brief.refused(
                "evidence-repeated",
                "a request twice",
                "sends the evidence of a guest twice, to open two sessions",
                "B1");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        List<String> answers = new ArrayList<>();
        try (BareGuest guest = scene.guest()) {
            guest.through((request, broker) -> {
                Reply reply = broker.send(request);
                if (request.target().equals(AttestRequest.TARGET)) {
                    answers.add(reply.body().hex());
                    answers.add(broker.send(request).body().hex());
                }
                return reply;
            });
            int before = scene.activations(scene.image().initData().digest());
            Outcome good = scene.outcome(guest.attest());
            int opened = scene.activations(scene.image().initData().digest()) - before;
            boolean stored = answers.size() == 2 && answers.getFirst().equals(answers.getLast());
            return stored && opened == 1
                    ? new Outcome(
                            Ending.refused("B1"),
                            good.guest(),
                            "the same request again, and gave the same answer, sealed to the guest's key",
                            "one activation")
                    : Outcome.succeeded(good.guest(), opened + " activations", opened + " activations");
        }
    }
}
