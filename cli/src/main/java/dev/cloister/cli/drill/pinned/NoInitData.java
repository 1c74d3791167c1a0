package dev.cloister.cli.drill.pinned;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import java.io.IOException;

public final class NoInitData implements Attack {
    private static final String ID = "no-init-data";
    private static final int BYTES = 4096;

    @Override
    public Brief brief() {
        return Brief.refused(ID, "no init-data at all", "starts the guest without a document", "no-init-data");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        return scene.start(scene.spec(ID).withInitDataImage(scene.device(ID + "-zeros", new byte[BYTES])));
    }
}
