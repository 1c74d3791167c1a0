package dev.cloister.agent.device;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Evidence;
import java.io.File;
import java.io.IOException;
import java.util.Optional;

/// Where this machine's attestation reports come from: chosen once per boot, then used for the check of
/// init-data and for attestation alike (guest-broker channel 2.2, agent's step 3).
public sealed interface ReportSource permits TsmReports, EvidencePort {

    /// The kernel's TEE driver where it has one. Only where it has none, and does not run in a TEE either, is the
    /// emulated chip's port so much as opened: on hardware a host cannot offer a port instead, not even by keeping
    /// the driver from finding its device.
    ///
    /// @param sys `/sys`
    /// @throws IOException if there is neither
    static ReportSource choose(File sys, VirtioPorts ports) throws IOException {
        Optional<TsmReports> kernel = TsmReports.find(new File(sys, "kernel/config"));
        if (kernel.isPresent()) {
            return kernel.get();
        }
        if (isSnpGuest(sys)) {
            throw new IOException("this is an SEV-SNP guest, but its kernel's driver sev-guest gives no reports");
        }
        Optional<File> port = ports.find(EvidencePort.NAME);
        if (port.isEmpty()) {
            throw new IOException("the kernel has no TEE driver, and there is no port " + EvidencePort.NAME);
        }
        return EvidencePort.open(port.get());
    }

    /// The kernel makes this folder in an SEV-SNP guest only (its Documentation/ABI/testing: sysfs-devices-system-cpu
    /// since 6.11, sysfs-hypervisor later).
    private static boolean isSnpGuest(File sys) {
        return new File(sys, "devices/system/cpu/sev").exists() || new File(sys, "hypervisor/sev").exists();
    }

    /// A fresh report over these 64 bytes, with the certificates that came with it: hints, as the host delivers
    /// them.
    Evidence.Snp report(Bytes reportData) throws IOException, Malformed;

    /// Whether the host plays the chip.
    boolean emulated();
}
