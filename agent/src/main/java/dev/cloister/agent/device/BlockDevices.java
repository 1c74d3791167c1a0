package dev.cloister.agent.device;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Every block device of this machine, partitions included, as the kernel lists them.
public final class BlockDevices {
    private final File listing;
    private final File nodes;

    /// `sys` and `dev` are `/sys` and `/dev`.
    public BlockDevices(File sys, File dev) {
        this.listing = new File(sys, "class/block");
        this.nodes = dev;
    }

    /// Their nodes, sorted by name.
    List<File> all() throws IOException {
        String[] names = listing.list();
        if (names == null) {
            throw new IOException("no list of block devices at " + listing);
        }
        Arrays.sort(names);
        List<File> devices = new ArrayList<>();
        for (String name : names) {
            devices.add(new File(nodes, name));
        }
        return devices;
    }
}
