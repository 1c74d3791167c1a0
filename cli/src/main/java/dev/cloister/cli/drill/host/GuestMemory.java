package dev.cloister.cli.drill.host;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Ending;
import dev.cloister.cli.drill.attack.Monitor;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.cli.drill.attack.Watched;
import java.io.IOException;
import java.util.OptionalLong;

public final class GuestMemory implements Attack {
    @Override
    public Brief brief() {
        return Brief.notCovered(
                "guest-memory",
                "a monitor on the guest's memory",
                "stops the guest, reads its registers, and writes its memory to a file, as a core dump or swap would have it",
                "a chip that encrypts the guest's memory and registers, SEV-SNP or TDX: QEMU has only ciphertext there."
                        + " In emulation QEMU is the memory");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        Watched guest = scene.watched();
        SecretSearch search = new SecretSearch(guest.secretDigest());
        try (Monitor monitor = guest.monitor()) {
            monitor.ask("stop");
            try {
                boolean registers = monitor.ask("info registers").contains("RIP=");
                OptionalLong found = MemoryDump.find(monitor, search, scene.file("memory"), guest.memoryMiB());
                if (registers && found.isPresent()) {
                    String where = "its secret at 0x" + Long.toHexString(found.getAsLong()) + " of its memory";
                    return Outcome.succeeded(
                            Outcome.SAW_NOTHING + ", while the host read " + where,
                            Outcome.SAW_NOTHING,
                            Outcome.SAW_NOTHING);
                }
                return new Outcome(Ending.refused("not-found"), "a pause", Outcome.SAW_NOTHING, Outcome.SAW_NOTHING);
            } finally {
                monitor.ask("cont");
            }
        }
    }
}
