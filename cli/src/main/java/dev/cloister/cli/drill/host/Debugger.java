package dev.cloister.cli.drill.host;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Ending;
import dev.cloister.cli.drill.attack.Gdb;
import dev.cloister.cli.drill.attack.Monitor;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.cli.drill.attack.Watched;
import java.io.IOException;
import java.util.OptionalLong;

public final class Debugger implements Attack {
    @Override
    public Brief brief() {
        return Brief.notCovered(
                "debugger",
                "a debugger on the guest",
                "has QEMU take a debugger (its gdb stub), and reads a CPU's registers and the secret out of the guest's memory with it",
                "a chip that encrypts the guest's memory and registers, SEV-SNP or TDX, and a policy that refuses the"
                        + " debug bit (`debug`). In emulation QEMU is CPU and memory");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        Watched guest = scene.watched();
        Bytes wanted = guest.secretDigest();
        try (Monitor monitor = guest.monitor()) {
            monitor.ask("stop");
            try {
                OptionalLong at =
                        MemoryDump.find(monitor, new SecretSearch(wanted), scene.file("memory"), guest.memoryMiB());
                return at.isPresent() ? read(monitor, scene, at.getAsLong(), wanted) : notFound();
            } finally {
                monitor.ask("cont");
            }
        }
    }

    private static Outcome read(Monitor monitor, Scene scene, long at, Bytes wanted) throws IOException, Malformed {
        try (Gdb gdb = monitor.debugger(scene.file("gdb"))) {
            int registers = gdb.registers().length();
            Bytes secret = gdb.memory(at, SecretSearch.LENGTH);
            return Digests.sha256(secret).equals(wanted)
                    ? Outcome.succeeded(
                            "nothing, while the host read " + registers + " bytes of registers and its secret at 0x"
                                    + Long.toHexString(at),
                            Outcome.SAW_NOTHING,
                            Outcome.SAW_NOTHING)
                    : notFound();
        } finally {
            monitor.ask("gdbserver none");
        }
    }

    private static Outcome notFound() {
        return new Outcome(Ending.refused("not-found"), "a pause", Outcome.SAW_NOTHING, Outcome.SAW_NOTHING);
    }
}
