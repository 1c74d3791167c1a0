package dev.cloister.cli.drill.host;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import java.io.IOException;

public final class ContainerReach implements Attack {
    private static final String NOTHING = "nothing";

    @Override
    public Brief brief() {
        return Brief.refused(
                "container-asks-the-chip",
                "a container that asks the chip itself",
                "has the container's root make and open the devices of the guest through which the agent has its evidence",
                "device-not-allowed");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        String reached = scene.watched().reached();
        return reached.equals(NOTHING)
                ? Outcome.refusedByGuest("device-not-allowed", "a container that reached none of them")
                : Outcome.succeeded("a container that opened " + reached, Outcome.SAW_NOTHING, Outcome.SAW_NOTHING);
    }
}
