package dev.cloister.cli.drill.launch;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.BareGuest;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.machine.BootSet;
import dev.cloister.measure.VcpuType;
import java.io.IOException;

public final class OtherVcpuType implements Attack {
    private static final String ID = "vcpu-type";

    @Override
    public Brief brief() {
        return Brief.refused(
                ID,
                "another type of virtual CPU",
                "starts the guest on virtual CPUs of another type than the measured one",
                "unknown-measurement");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        Bytes measurement = scene.bootSet().measurement(BootSet.Profile.EMULATED, 1, VcpuType.EPYC_GENOA);
        try (BareGuest guest =
                scene.guest(scene.launch(measurement, scene.image().initData()))) {
            return scene.outcome(guest.attest());
        }
    }
}
