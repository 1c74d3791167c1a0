package dev.cloister.cli.drill.launch;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import java.io.IOException;

public final class OtherKernelAndTable implements Attack {
    private static final String ID = "kernel-and-table";

    @Override
    public Brief brief() {
        return Brief.refused(
                ID,
                "another kernel, with a table that fits",
                "boots another kernel under a table of hashes made anew for it",
                "unknown-measurement");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        byte[] kernel = More.bytes(scene.bootSet().folder().resolve("vmlinuz"));
        return scene.start(scene.spec(ID).withBootSet(scene.bootSetWith(ID, "vmlinuz", kernel)));
    }
}
