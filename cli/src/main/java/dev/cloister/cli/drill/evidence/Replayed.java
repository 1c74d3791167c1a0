package dev.cloister.cli.drill.evidence;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.BareGuest;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.protocol.AttestRequest;
import java.io.IOException;

public final class Replayed implements Attack {
    @Override
    public Brief brief() {
        return Brief.refused(
                "replayed-evidence",
                "replayed evidence",
                "answers a new challenge with evidence that the right guest gave before",
                "wrong-report-data");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        try (BareGuest earlier = scene.guest();
                BareGuest now = scene.guest()) {
            scene.outcome(earlier.attest());
            AttestRequest sent =
                    AttestRequest.parse(earlier.requests().getLast().body().array());
            return scene.outcome(now.asking(Recorded.of(sent)).attest()).onlyAt("B5");
        }
    }
}
