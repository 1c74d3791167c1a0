package dev.cloister.cli.drill.channel;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.BareGuest;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.protocol.ResourcesRequest;
import dev.cloister.protocol.guest.Fetched;
import dev.cloister.protocol.guest.Reply;
import dev.cloister.protocol.guest.Session;
import dev.cloister.protocol.guest.Wanted;
import java.io.IOException;
import java.util.List;

public final class ForAnotherPath implements Attack {
    @Override
    public Brief brief() {
        return Brief.refused(
                "answer-for-another-path",
                "an answer for another path",
                "gives the guest, which asks for its secret, the broker's answer to its request for another one",
                "S7");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        String other = scene.secret("other-path", "not this one");
        try (BareGuest guest = scene.guest();
                Session session = scene.session(guest);
                Fetched.Released _ = scene.released(session, List.of(new Wanted(other, 1)))) {
            Reply answer = guest.replies().getLast();
            guest.through((request, broker) -> {
                broker.send(request);
                return request.target().equals(ResourcesRequest.TARGET) ? answer : broker.send(request);
            });
            return scene.outcome(session.resources(scene.wanted()));
        }
    }
}
