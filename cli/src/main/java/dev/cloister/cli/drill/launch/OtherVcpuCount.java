package dev.cloister.cli.drill.launch;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import java.io.IOException;

public final class OtherVcpuCount implements Attack {
    private static final String ID = "vcpu-count";

    @Override
    public Brief brief() {
        return Brief.refused(
                ID,
                "another number of virtual CPUs",
                "starts the guest with three virtual CPUs, for which nothing was approved",
                "unknown-measurement");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        return scene.start(scene.spec(ID).withCpus(3));
    }
}
