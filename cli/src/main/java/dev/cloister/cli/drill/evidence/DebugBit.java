package dev.cloister.cli.drill.evidence;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.BareGuest;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.emulator.Launch;
import java.io.IOException;

public final class DebugBit implements Attack {
    private static final long DEBUG = 1L << 19;

    @Override
    public Brief brief() {
        return Brief.refused(
                "debug",
                "the debug bit",
                "launches the guest with a guest policy that lets the host read and write its memory",
                "debug-allowed");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        Launch approved = scene.launch();
        Launch debug = new Launch(approved.measurement(), approved.hostData(), approved.guestPolicy() | DEBUG);
        try (BareGuest guest = scene.guest(debug)) {
            return scene.outcome(guest.attest());
        }
    }
}
