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
import java.time.Duration;
import java.time.Instant;

public final class StaleList implements Attack {
    private static final Duration AGE = Duration.ofHours(2);

    @Override
    public Brief brief() {
        return Brief.refused(
                "stale-revocation-list",
                "a stale revocation list",
                "sends a revocation list that has run out, from before a key was revoked",
                "stale-revocation-list");
    }

    /// The broker decides nothing without a fresh list: the guest asks again, and in vain.
    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        Instant then = Instant.now().minus(AGE);
        Chip chip = new Chip(scene.vendor(), scene.launch(), Lists.with(then, EmulatedVendor::revocationList));
        try (BareGuest guest = scene.guest(chip, scene.image().initData())) {
            return scene.outcome(guest.attest());
        }
    }
}
