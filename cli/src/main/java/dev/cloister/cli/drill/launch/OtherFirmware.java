package dev.cloister.cli.drill.launch;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import java.io.IOException;
import java.nio.file.Files;

public final class OtherFirmware implements Attack {
    private static final String ID = "firmware";

    @Override
    public Brief brief() {
        return Brief.refused(
                ID,
                "another firmware",
                "boots everything under a firmware of its own, which need not look at any table",
                "unknown-measurement");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        byte[] firmware = Files.readAllBytes(scene.bootSet().folder().resolve("firmware.fd"));
        firmware[Padding.middle(firmware)] ^= 1;
        return scene.start(scene.spec(ID).withBootSet(scene.bootSetWith(ID, "firmware.fd", firmware)));
    }
}
