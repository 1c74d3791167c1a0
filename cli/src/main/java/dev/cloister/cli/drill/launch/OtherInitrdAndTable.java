package dev.cloister.cli.drill.launch;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import java.io.IOException;

public final class OtherInitrdAndTable implements Attack {
    private static final String ID = "initrd-and-table";

    @Override
    public Brief brief() {
        return Brief.refused(
                ID,
                "another initrd, with a table that fits",
                "boots another initrd, and with it another agent if the host likes, under a table of hashes made anew for it",
                "unknown-measurement");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        byte[] initrd = More.bytes(scene.bootSet().folder().resolve("initrd"));
        return scene.start(scene.spec(ID).withBootSet(scene.bootSetWith(ID, "initrd", initrd)));
    }
}
