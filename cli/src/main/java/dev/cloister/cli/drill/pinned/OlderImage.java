package dev.cloister.cli.drill.pinned;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import java.io.IOException;

public final class OlderImage implements Attack {
    private static final String ID = "older-image";

    /// Name of what the owner had sealed before.
    static final String BEFORE = "attacked-before";

    @Override
    public Brief brief() {
        return Brief.refused(
                ID,
                "an older sealed version of the image",
                "gives the guest the version that the owner had sealed before, under the init-data of the new one",
                "image-changed");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        return scene.start(scene.spec(ID).withSealedRoot(scene.image(BEFORE).blob()));
    }
}
