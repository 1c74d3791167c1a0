package dev.cloister.agent;

import java.io.File;

/// Where the agent finds the guest.
///
/// @param work made by the agent, in memory; not there before
record Places(File dev, File sys, File proc, File work) {
    /// A booted guest.
    static Places guest() {
        return new Places(new File("/dev"), new File("/sys"), new File("/proc"), new File("/run/cloister"));
    }
}
