/// What the machine offers the agent: block devices found by what they begin or end with, virtio ports found by
/// name, and the chip's reports, from the kernel's TEE driver or, only where there is none, from the emulated
/// chip's port.
///
/// Everything read here comes from the host and is bounded. Folders are constructor arguments, so that all of
/// it runs over files in a test. Start with {@link dev.cloister.agent.device.ReportSource}.
package dev.cloister.agent.device;
