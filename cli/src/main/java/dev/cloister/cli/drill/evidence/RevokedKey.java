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
import java.time.Instant;

public final class RevokedKey implements Attack {
    @Override
    public Brief brief() {
        return Brief.refused(
                "revoked-key", "a revoked key", "runs the guest on a chip whose key the vendor has revoked", "revoked");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        Chip chip =
                new Chip(scene.vendor(), scene.launch(), Lists.with(Instant.now(), EmulatedVendor::revocationOfAsk));
        try (BareGuest guest = scene.guest(chip, scene.image().initData())) {
            return scene.outcome(guest.attest());
        }
    }
}
