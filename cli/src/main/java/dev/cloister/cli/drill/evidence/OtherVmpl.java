package dev.cloister.cli.drill.evidence;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.BareGuest;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Chip;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import java.io.IOException;

public final class OtherVmpl implements Attack {
    private static final int BELOW = 2;

    @Override
    public Brief brief() {
        return Brief.refused(
                "vmpl",
                "another VMPL",
                "has its own software, which runs in the guest at VMPL 2, ask for the report",
                "wrong-vmpl");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        Chip chip = new Chip(scene.vendor(), scene.launch()).at(BELOW);
        try (BareGuest guest = scene.guest(chip, scene.image().initData())) {
            return scene.outcome(guest.attest());
        }
    }
}
