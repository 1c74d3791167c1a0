package dev.cloister.cli.drill.launch;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

public final class OtherInitrd implements Attack {
    private static final String ID = "initrd";

    @Override
    public Brief brief() {
        return Brief.refused(
                ID,
                "another initrd",
                "gives QEMU another initrd and leaves the measured table of hashes as it is",
                "boot-refused:initrd");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        Path initrd = Files.write(
                scene.file("other-initrd"), More.bytes(scene.bootSet().folder().resolve("initrd")));
        return scene.start(scene.spec(ID).withQemu(scene.qemuWith(ID, "-initrd", initrd.toString())));
    }
}
