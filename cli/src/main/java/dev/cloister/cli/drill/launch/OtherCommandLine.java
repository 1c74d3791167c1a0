package dev.cloister.cli.drill.launch;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import java.io.IOException;

public final class OtherCommandLine implements Attack {
    private static final String ID = "command-line";

    @Override
    public Brief brief() {
        return Brief.refused(
                ID,
                "another command line",
                "gives QEMU a command line that would start a shell and leaves the measured table of hashes as it is",
                "boot-refused:cmdline");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        return scene.start(scene.spec(ID)
                .withQemu(
                        scene.qemuWith(ID, "-append", scene.bootSet().cmdline().emulated() + " init=/bin/sh")));
    }
}
