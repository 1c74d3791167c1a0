package dev.cloister.cli.drill.pinned;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.BareGuest;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Chip;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.workload.InitData;
import java.io.IOException;

/// @param pin what is another in it
public record ChangedInitDataAndHardware(Pin pin) implements Attack {
    @Override
    public Brief brief() {
        return Brief.refused(
                "launched-" + pin.word(),
                "a launch with another " + pin.title().replaceFirst("^the ", ""),
                "launches a guest with " + pin.title() + " changed in the document and in what the hardware reports",
                // A guest that pins another broker is none of this one's: that is found before any policy is asked.
                pin == Pin.BROKER ? "malformed" : "unknown-init-data");
    }

    /// The guest is one that believes the broker that it asks: the host's own program.
    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        InitData owners = scene.image().initData();
        InitData changed = pin.changed(owners);
        Chip chip = new Chip(scene.vendor(), scene.launch(scene.launch().measurement(), changed));
        try (BareGuest guest = new BareGuest(scene.wire(), Scene.pins(owners), chip, changed.text())) {
            return scene.outcome(guest.attest());
        }
    }
}
