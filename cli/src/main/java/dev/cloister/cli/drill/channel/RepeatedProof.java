package dev.cloister.cli.drill.channel;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.BareGuest;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.protocol.guest.Fetched;
import dev.cloister.protocol.guest.Reply;
import dev.cloister.protocol.guest.Session;
import java.io.IOException;

public final class RepeatedProof implements Attack {
    @Override
    public Brief brief() {
        return Brief.refused(
                "repeated-proof", "a repeated proof", "sends a guest's request for its secret once more", "repeated");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        try (BareGuest guest = scene.guest();
                Session session = scene.session(guest);
                Fetched.Released _ = scene.released(session, scene.wanted())) {
            Reply reply = scene.wire().send(guest.requests().getLast());
            return scene.outcome(reply, "its secret, once");
        }
    }
}
