package dev.cloister.agent.device;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// What the kernel says of the processor.
public final class CpuFlags {
    /// More than the text of one processor.
    private static final int MAX_TEXT_BYTES = 1 << 16;

    private CpuFlags() {}

    /// Whether there is an instruction for random numbers: on hardware nothing else that seeds the kernel is
    /// out of the host's sight.
    ///
    /// @param cpuinfo `/proc/cpuinfo`
    public static boolean hasRandom(File cpuinfo) throws IOException {
        try (FileInputStream in = new FileInputStream(cpuinfo)) {
            String text = new String(in.readNBytes(MAX_TEXT_BYTES), StandardCharsets.US_ASCII);
            int flags = text.indexOf("\nflags");
            int end = text.indexOf('\n', flags + 1);
            return flags >= 0 && end > flags && (text.substring(flags, end) + " ").contains(" rdrand ");
        }
    }
}
