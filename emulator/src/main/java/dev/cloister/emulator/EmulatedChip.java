package dev.cloister.emulator;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.CertificateTable.Entry;
import dev.cloister.evidence.snp.CertificateTable.Kind;
import java.io.IOException;
import java.security.PrivateKey;
import java.time.Instant;

/// One emulated processor, a Milan part: its id, its VCEK, and the reports it signs.
public final class EmulatedChip {

    private final EmulatedVendor vendor;
    private final PrivateKey key;
    private final Bytes vcek;
    private final Bytes chipId;

    EmulatedChip(EmulatedVendor vendor, PrivateKey key, Bytes vcek, Bytes chipId) {
        this.vendor = vendor;
        this.key = key;
        this.vcek = vcek;
        this.chipId = chipId;
    }

    /// CHIP_ID, 64 bytes; begins with the ASCII text EMULATED.
    public Bytes chipId() {
        return chipId;
    }

    /// The certificate of the signing key, DER.
    public Bytes vcek() {
        return vcek;
    }

    /// A signed report, 1184 bytes. `reportId` (32 bytes) is one per start of a guest, `reportData` (64 bytes) is
    /// the guest's.
    public Bytes report(Launch launch, Bytes reportId, Bytes reportData) {
        return report(launch, 0, reportId, reportData);
    }

    /// The same, asked for by software that runs at this VMPL, 0 to 3: the chip says so in the report.
    public Bytes report(Launch launch, int vmpl, Bytes reportId, Bytes reportData) {
        byte[] signed = new ReportBody(launch, vmpl, ChipTcb.SHIPPED, chipId, reportId, reportData).signed();
        return ReportBody.withSignature(signed, ChipKeys.sign(key, signed));
    }

    /// The certificate table that a host hands over beside a report: ARK, ASK, VCEK and a revocation list fresh at
    /// `now`.
    public CertificateTable certificateTable(Instant now) throws IOException {
        return CertificateTable.of(
                Entry.of(Kind.ARK, vendor.ark()),
                Entry.of(Kind.ASK, vendor.ask()),
                Entry.of(Kind.VCEK, vcek),
                Entry.of(Kind.CRL, vendor.revocationList(now)));
    }
}
