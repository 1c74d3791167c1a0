package dev.cloister.cli.drill.host;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Monitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/// The memory of a guest that stands still, written to a file by QEMU.
final class MemoryDump {
    private static final int PIECE_MIB = 64;
    private static final int MIB = 1 << 20;

    private MemoryDump() {}

    /// Piece by piece, and each is removed again.
    ///
    /// @return where in the guest's physical memory it found what it looked for
    static OptionalLong find(Monitor monitor, SecretSearch search, Path piece, int memoryMiB)
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
