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

    /// The kernel's TEE driver where it has one. Only where it has none is the emulated chip's port so much as
    /// opened: on hardware a host cannot offer a port instead.
    ///
    /// @param configfs `/sys/kernel/config`
    /// @throws IOException if there is neither
    static ReportSource choose(File configfs, VirtioPorts ports) throws IOException {
        Optional<TsmReports> kernel = TsmReports.find(configfs);
        if (kernel.isPresent()) {
            return kernel.get();
        }
        Optional<File> port = ports.find(EvidencePort.NAME);
        if (port.isEmpty()) {
            throw new IOException("the kernel has no TEE driver, and there is no port " + EvidencePort.NAME);
        }
        return EvidencePort.open(port.get());
    }

    /// A fresh report over these 64 bytes, with the certificates that came with it: hints, as the host delivers
    /// them.
    Evidence.Snp report(Bytes reportData) throws IOException, Malformed;

    /// Whether the host plays the chip.
    boolean emulated();
}
