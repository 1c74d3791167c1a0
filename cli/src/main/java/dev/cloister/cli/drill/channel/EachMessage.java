package dev.cloister.cli.drill.channel;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.BareGuest;
import dev.cloister.cli.drill.attack.Carrier;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.protocol.AttestRequest;
import dev.cloister.protocol.AuthRequest;
import dev.cloister.protocol.ResourcesRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The same interference at each of the three exchanges of a guest with its broker: challenge, evidence, resources.
final class EachMessage {
    private static final List<String> TARGETS =
            List.of(AuthRequest.TARGET, AttestRequest.TARGET, ResourcesRequest.TARGET);

    private EachMessage() {}

    /// One guest for each.
    static Outcome through(Scene scene, Carrier hostile) throws IOException, Malformed, InterruptedException {
        List<Outcome> all = new ArrayList<>();
        for (String target : TARGETS) {
            all.add(at(scene, target, hostile));
        }
        return Outcome.all(all);
    }

    static Outcome at(Scene scene, String target, Carrier hostile) throws IOException, Malformed, InterruptedException {
        try (BareGuest guest = scene.guest()) {
            guest.through((request, broker) ->
                    request.target().equals(target) ? hostile.carry(request, broker) : broker.send(request));
            return scene.outcome(guest, scene.wanted());
        }
    }
}
