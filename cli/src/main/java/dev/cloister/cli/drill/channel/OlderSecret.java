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

public final class OlderSecret implements Attack {
    @Override
    public Brief brief() {
        return Brief.refused(
                "older-secret",
                "an older version of a secret",
                "gives the guest an answer with the secret as it was before the owner changed it",
                "S7");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        String path = scene.secret("changing", "the first");
        List<Wanted> wanted = List.of(new Wanted(path, 1));
        try (BareGuest guest = scene.guest();
                Session session = scene.session(guest);
                Fetched.Released _ = scene.released(session, wanted)) {
            Reply answer = guest.replies().getLast();
            scene.secret("changing", "the second");
            guest.through((request, broker) -> {
                Reply now = broker.send(request);
                return request.target().equals(ResourcesRequest.TARGET) ? answer : now;
            });
            return scene.outcome(session.resources(wanted));
        }
    }
}
