package dev.cloister.cli.drill.host;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import java.io.IOException;

public final class FloodAndStall implements Attack {
    private static final String ID = "flood-and-stall";

    @Override
    public Brief brief() {
        return Brief.refused(
                ID,
                "a broker that floods, truncates and stalls",
                "answers in the broker's place with bodies and headers without end, with half an answer, and with a byte a second",
                "no-answer");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        try (HostileBroker broker = HostileBroker.open()) {
            Outcome outcome = scene.start(scene.spec(ID).withBrokerUrl(broker.url()));
            if (!broker.triedAll()) {
                throw new IOException("the guest ended before all was tried: " + outcome.guest());
            }
            return outcome;
        }
    }
}
