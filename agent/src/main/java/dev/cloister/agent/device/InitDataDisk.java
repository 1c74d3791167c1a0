package dev.cloister.agent.device;

import dev.cloister.bytes.Bytes;
import dev.cloister.workload.InitDataDevice;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/// The search for the one device that carries init-data (guest-broker channel 2.2, agent's steps 1 and 2).
public final class InitDataDisk {
    private static final int MAGIC_BYTES = 8;

    /// How many devices begin with the magic; exactly one may.
    public sealed interface Search {
        /// The whole device, or one byte more than it may have; nothing of it is understood yet.
        record Found(Bytes content) implements Search {}

        record Missing() implements Search {}

        record Several(int devices) implements Search {}
    }

    private InitDataDisk() {}

    /// Looks at every device, as a second image anywhere makes the first one doubtful. A device that cannot be
    /// read carries nothing. What is returned was read once, so a host that answers differently later gains
    /// nothing.
    public static Search find(BlockDevices devices) throws IOException {
        List<File> all = devices.all();
        byte[] content = new byte[0];
        int found = 0;
        for (File device : all) {
            byte[] read = readIfMarked(device);
            if (read.length > 0) {
                content = read;
                found++;
            }
        }
        if (found == 0) {
            return new Search.Missing();
        }
        return found > 1 ? new Search.Several(found) : new Search.Found(Bytes.of(content));
    }

    /// Empty without the magic; one byte more than permitted when the device goes on.
    private static byte[] readIfMarked(File device) {
        try (FileInputStream in = new FileInputStream(device)) {
            byte[] start = in.readNBytes(MAGIC_BYTES);
            if (!InitDataDevice.hasMagic(start)) {
                return new byte[0];
            }
            byte[] rest = in.readNBytes(InitDataDevice.MAX_BYTES + 1 - MAGIC_BYTES);
            byte[] whole = Arrays.copyOf(start, MAGIC_BYTES + rest.length);
            System.arraycopy(rest, 0, whole, MAGIC_BYTES, rest.length);
            return whole;
        } catch (IOException unreadable) {
            return new byte[0];
        }
    }
}
