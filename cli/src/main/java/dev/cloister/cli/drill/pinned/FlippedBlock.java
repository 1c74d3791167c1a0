package dev.cloister.cli.drill.pinned;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import java.io.IOException;
import java.nio.file.Files;

public final class FlippedBlock implements Attack {
    private static final String ID = "flipped-block";
    private static final int IN_THE_FIRST_BLOCK = 17;

    @Override
    public Brief brief() {
        return Brief.refused(
                ID,
                "a flipped bit in the image",
                "flips a bit in a block of the sealed image that is read",
                "image-changed");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        byte[] blob = Files.readAllBytes(scene.image().blob());
        blob[IN_THE_FIRST_BLOCK] ^= 1;
        return scene.start(scene.spec(ID).withSealedRoot(scene.device(ID + "-image", blob)));
    }
}
