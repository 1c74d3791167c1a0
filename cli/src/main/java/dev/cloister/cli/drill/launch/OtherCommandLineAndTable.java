package dev.cloister.cli.drill.launch;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import java.io.IOException;

public final class OtherCommandLineAndTable implements Attack {
    private static final String ID = "command-line-and-table";

    @Override
    public Brief brief() {
        return Brief.refused(
                ID,
                "another command line, with a table that fits",
                "boots with a command line of its own under a table of hashes made anew for it",
                "unknown-measurement");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        return scene.start(scene.spec(ID).withBootSet(scene.bootSetWithCommandLine(ID, " debug")));
    }
}
