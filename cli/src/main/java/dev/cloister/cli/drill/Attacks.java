package dev.cloister.cli.drill;

import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.launch.OtherCommandLine;
import dev.cloister.cli.drill.launch.OtherCommandLineAndTable;
import dev.cloister.cli.drill.launch.OtherFirmware;
import dev.cloister.cli.drill.launch.OtherInitrd;
import dev.cloister.cli.drill.launch.OtherInitrdAndTable;
import dev.cloister.cli.drill.launch.OtherKernel;
import dev.cloister.cli.drill.launch.OtherKernelAndTable;
import dev.cloister.cli.drill.launch.OtherVcpuCount;
import dev.cloister.cli.drill.launch.OtherVcpuType;
import java.util.List;

/// All attacks, in the order in which they are tried. Adding one is a file and a row here, and a row of
/// `docs/drill.md`.
public final class Attacks {
    private static final List<Attack> TABLE = List.of(
            new OtherKernel(),
            new OtherKernelAndTable(),
            new OtherInitrd(),
            new OtherInitrdAndTable(),
            new OtherCommandLine(),
            new OtherCommandLineAndTable(),
            new OtherFirmware(),
            new OtherVcpuCount(),
            new OtherVcpuType());

    private Attacks() {}

    public static List<Attack> all() {
        return TABLE;
    }
}
