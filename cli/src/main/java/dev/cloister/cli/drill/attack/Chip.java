package dev.cloister.cli.drill.attack;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.emulator.EmulatedVendor;
import dev.cloister.emulator.Launch;
import dev.cloister.evidence.SnpJson;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.protocol.guest.EvidenceSource;
import java.io.IOException;
import java.time.Instant;

/// The emulated chip as one guest asks it: what was launched is the host's doing, what is signed is the chip's.
public final class Chip implements EvidenceSource {
    private final EmulatedVendor vendor;
    private final Launch launch;
    private final Certificates certificates;
    private final int vmpl;
    private final Bytes reportId = Secret.random(32).use(Bytes::of);

    /// The certificates and lists that a host puts beside a report.
    @FunctionalInterface
    public interface Certificates {
        CertificateTable of(EmulatedVendor vendor) throws IOException, Malformed;
    }

    public Chip(EmulatedVendor vendor, Launch launch) {
        this(vendor, launch, sound -> sound.chip().certificateTable(Instant.now()));
    }

    public Chip(EmulatedVendor vendor, Launch launch, Certificates certificates) {
        this(vendor, launch, certificates, 0);
    }

    private Chip(EmulatedVendor vendor, Launch launch, Certificates certificates, int vmpl) {
        this.vendor = vendor;
        this.launch = launch;
        this.certificates = certificates;
        this.vmpl = vmpl;
    }

    /// The same, asked by software at another VMPL.
    public Chip at(int otherVmpl) {
        return new Chip(vendor, launch, certificates, otherVmpl);
    }

    @Override
    public String tee() {
        return "snp";
    }

    @Override
    public Json primary(Bytes reportData) throws IOException {
        try {
            SnpReport report = SnpReport.parse(
                    vendor.chip().report(launch, vmpl, reportId, reportData).array());
            return SnpJson.write(report, certificates.of(vendor));
        } catch (Malformed bug) {
            throw new IllegalStateException("the chip's report cannot be read", bug);
        }
    }
}
