package dev.cloister.cli.drill.evidence;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.BareGuest;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Chip;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.emulator.EmulatedVendor;
import java.io.IOException;

public final class SameNamesOtherKey implements Attack {
    @Override
    public Brief brief() {
        return Brief.refused(
                "same-names-other-key",
                "a root with the same names and another key",
                "makes a vendor of its own, whose certificates say what the accepted ones say",
                "unknown-root");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        EmulatedVendor own = EmulatedVendor.open(scene.file("own-vendor"));
        try (BareGuest guest =
                scene.guest(new Chip(own, scene.launch()), scene.image().initData())) {
            return scene.outcome(guest.attest());
        }
    }
}
