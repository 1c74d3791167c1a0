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
import java.io.IOException;

public final class OfAnotherSession implements Attack {
    @Override
    public Brief brief() {
        return Brief.refused(
                "answer-of-another-session",
                "an answer of another session",
                "gives the guest the broker's answer to the same request of another guest",
                "S7");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        try (BareGuest other = scene.guest();
                Session others = scene.session(other);
                Fetched.Released _ = scene.released(others, scene.wanted())) {
            Reply answer = other.replies().getLast();
            return EachMessage.at(scene, ResourcesRequest.TARGET, (request, broker) -> {
                broker.send(request);
                return answer;
            });
        }
    }
}
