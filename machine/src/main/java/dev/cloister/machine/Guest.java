package dev.cloister.machine;

import dev.cloister.bytes.Bytes;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/// One guest as it was a moment ago.
///
/// @param folder its state: `console.log`, `log.jwe`, `initdata.img`, `guest.json`, `status.json`, `keeper.log`
/// @param measurement the launch digest, 48 bytes; empty until it was computed
/// @param reportId REPORT_ID in the evidence of this start, 32 bytes; empty until QEMU was started
/// @param cpuSeconds what QEMU has spent, as of the last stage
/// @param keeperPid process id of its keeper, while that lives
public record Guest(
        GuestSpec spec,
        Path folder,
        Phase phase,
        List<Stage> stages,
        Bytes measurement,
        Bytes reportId,
        Instant startedAt,
        double cpuSeconds,
        OptionalLong keeperPid) {

    public Guest {
        stages = List.copyOf(stages);
    }

    /// The container's output, for the owner's key alone. It ends without its last record when the guest was cut
    /// off, and when it has reached 64 MiB.
    public Path sealedLog() {
        return folder.resolve(GuestFolder.SEALED_LOG);
    }
}
