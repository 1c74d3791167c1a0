package dev.cloister.cli.drill.launch;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

public final class OtherKernel implements Attack {
    private static final String ID = "kernel";

    @Override
    public Brief brief() {
        return Brief.refused(
                ID,
                "another kernel",
                "gives QEMU another kernel and leaves the measured table of hashes as it is",
                "boot-refused:kernel");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        Path kernel = Files.write(
                scene.file("other-kernel"), More.bytes(scene.bootSet().folder().resolve("vmlinuz")));
        return scene.start(scene.spec(ID).withQemu(scene.qemuWith(ID, "-kernel", kernel.toString())));
    }
}
