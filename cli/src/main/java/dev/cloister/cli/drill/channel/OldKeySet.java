package dev.cloister.cli.drill.channel;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.BareGuest;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Chip;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.protocol.guest.Pins;
import dev.cloister.workload.InitData;
import java.io.IOException;

public final class OldKeySet implements Attack {
    @Override
    public Brief brief() {
        return Brief.refused(
                "old-key-set",
                "an old key set",
                "shows the guest a key set of an epoch below the floor that the owner has pinned, with a key in it that was taken back",
                "S3");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        InitData owners = scene.image().initData();
        Pins now = Scene.pins(owners);
        Pins raised = new Pins(now.audience(), now.rootKeys(), now.epochFloor() + 1);
        Chip chip = new Chip(scene.vendor(), scene.launch());
        try (BareGuest guest = new BareGuest(scene.wire(), raised, chip, owners.text())) {
            return scene.outcome(guest.attest());
        }
    }
}
