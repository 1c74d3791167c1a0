package dev.cloister.machine;

/// A milestone that the agent reported on the console.
///
/// @param name as the agent wrote it, such as `attested`
/// @param seconds since QEMU was started, by the host's clock
/// @param cpuSeconds what QEMU had spent by then
public record Stage(String name, double seconds, double cpuSeconds) {

    /// From here on the guest counts as running.
    public static final String CONTAINER_STARTED = "container-started";

    /// The container ended by itself; its exit code is in the log, for the owner alone.
    public static final String CONTAINER_ENDED = "container-ended";
}
