package dev.cloister.cli.drill.pinned;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import java.io.IOException;

public final class OtherImage implements Attack {
    private static final String ID = "other-image";

    @Override
    public Brief brief() {
        return Brief.refused(
                ID,
                "another image under the same name",
                "puts another image of the same owner, sealed by the owner, in the place of this one",
                "image-changed");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        return scene.start(scene.spec(ID).withSealedRoot(scene.image("other").blob()));
    }
}
