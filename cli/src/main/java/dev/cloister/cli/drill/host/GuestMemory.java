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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

public final class GuestMemory implements Attack {
    private static final int PIECE_MIB = 64;
    private static final int MIB = 1 << 20;

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
                OptionalLong found = read(monitor, search, scene.file("memory"), guest.memoryMiB());
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

    private static OptionalLong read(Monitor monitor, SecretSearch search, Path piece, int memoryMiB)
            throws IOException, Malformed {
        try {
            for (long at = 0; at < (long) memoryMiB * MIB; at += (long) PIECE_MIB * MIB) {
                String complaint = monitor.ask("pmemsave " + at + " " + PIECE_MIB * MIB + " \"" + piece + "\"");
                if (!complaint.isBlank()) {
                    throw new IOException("QEMU's monitor: " + complaint.strip());
                }
                OptionalLong found = search.in(piece);
                if (found.isPresent()) {
                    return OptionalLong.of(at + found.getAsLong());
                }
            }
            return OptionalLong.empty();
        } finally {
            Files.deleteIfExists(piece);
        }
    }
}
