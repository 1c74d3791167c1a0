package dev.cloister.cli.drill.channel;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.BareGuest;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.cli.drill.attack.Tampering;
import dev.cloister.protocol.ResourcesRequest;
import dev.cloister.protocol.guest.Fetched;
import dev.cloister.protocol.guest.Session;
import java.io.IOException;
import java.util.List;

public final class StolenCookie implements Attack {
    @Override
    public Brief brief() {
        return Brief.refused(
                "stolen-cookie",
                "a stolen cookie",
                "takes the cookie of a guest's session and asks with a proof of its own",
                "bad-proof");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        try (BareGuest victim = scene.guest();
                Session victims = scene.session(victim);
                Fetched.Released _ = scene.released(victims, scene.wanted());
                BareGuest thief = scene.guest();
                Session own = scene.session(thief)) {
            List<String> cookie = Tampering.values(victim.requests().getLast().headers(), "Cookie");
            thief.through((request, broker) -> request.target().equals(ResourcesRequest.TARGET)
                    ? broker.send(Tampering.withHeader(request, "Cookie", cookie))
                    : broker.send(request));
            return scene.outcome(own.resources(scene.wanted()));
        }
    }
}
