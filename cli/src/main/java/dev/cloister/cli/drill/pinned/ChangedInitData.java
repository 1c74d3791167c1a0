package dev.cloister.cli.drill.pinned;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.machine.GuestSpec;
import dev.cloister.workload.InitData;
import dev.cloister.workload.InitDataDevice;
import java.io.IOException;

/// @param pin what is another in it
public record ChangedInitData(Pin pin) implements Attack {
    @Override
    public Brief brief() {
        return Brief.refused(
                id(),
                "init-data with another " + pin.title().replaceFirst("^the ", ""),
                "gives the guest a document with " + pin.title() + " changed, and leaves what the hardware reports",
                "init-data-mismatch");
    }

    private String id() {
        return "init-data-" + pin.word();
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        GuestSpec spec = scene.spec(id());
        InitData changed = pin.changed(scene.image().initData());
        return scene.start(spec.withInitDataImage(scene.device(id() + "-changed", InitDataDevice.encode(changed))));
    }
}
