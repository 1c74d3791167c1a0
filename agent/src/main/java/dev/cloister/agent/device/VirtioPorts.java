package dev.cloister.agent.device;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The virtio-serial ports of this machine, found by the names that the host gave them.
public final class VirtioPorts {
    /// Longer than any name of ours.
    private static final int MAX_NAME_BYTES = 64;

    private final File listing;
    private final File nodes;

    /// `sys` and `dev` are `/sys` and `/dev`.
    public VirtioPorts(File sys, File dev) {
        this.listing = new File(sys, "class/virtio-ports");
        this.nodes = dev;
    }

    /// The device node of the port called `name`; of two with the same name, which only a host at odds with
    /// itself offers, any.
    public Optional<File> find(String name) throws IOException {
        String[] ports = listing.list();
        if (ports == null) {
            return Optional.empty();
        }
        for (String port : ports) {
            if (nameOf(port).equals(name)) {
                return Optional.of(new File(nodes, port));
            }
        }
        return Optional.empty();
    }

    private String nameOf(String port) throws IOException {
        File file = new File(new File(listing, port), "name");
        if (!file.exists()) {
            return "";
        }
        try (FileInputStream in = new FileInputStream(file)) {
            return new String(in.readNBytes(MAX_NAME_BYTES), StandardCharsets.US_ASCII).strip();
        }
    }
}
