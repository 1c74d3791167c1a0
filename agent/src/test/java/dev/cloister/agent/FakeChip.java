package dev.cloister.agent;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.snp.CertificateTable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// Reports with every field in its place and no signature: a guest cannot judge one anyway.
public record FakeChip(Bytes hostData, int vmpl) {
    public static final int REPORT_BYTES = 0x4a0;

    public static FakeChip of(Bytes hostData) {
        return new FakeChip(hostData, 0);
    }

    public byte[] report(Bytes reportData) {
        ByteBuffer report = ByteBuffer.allocate(REPORT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        report.putInt(0x00, 3);
        report.putLong(0x08, 0x30000);
        report.putInt(0x30, vmpl);
        report.putInt(0x34, 1);
        report.putLong(0x40, 0x25);
        report.put(0x50, reportData.array());
        report.put(0x90, Bytes.hex("3c".repeat(48)).array());
        report.put(0xc0, hostData.array());
        report.put(0x160, Bytes.hex("ff".repeat(32)).array());
        report.put(0x188, new byte[] {0x19, 1, 1});
        report.put(0x1a0, Bytes.hex("5a".repeat(64)).array());
        return report.array();
    }

    /// As long as a real chain with its revocation list.
    public byte[] certificates() {
        List<CertificateTable.Entry> entries = new ArrayList<>();
        int[] lengths = {1600, 1600, 1350, 900};
        CertificateTable.Kind[] kinds = {
            CertificateTable.Kind.ARK, CertificateTable.Kind.ASK, CertificateTable.Kind.VCEK, CertificateTable.Kind.CRL
        };
        for (int i = 0; i < kinds.length; i++) {
            entries.add(CertificateTable.Entry.of(kinds[i], Bytes.of(new byte[lengths[i]])));
        }
        return new CertificateTable(entries).encode().array();
    }

    /// What comes back through the evidence port.
    public byte[] answer(Bytes reportData) {
        byte[] report = report(reportData);
        byte[] table = certificates();
        ByteBuffer answer =
                ByteBuffer.allocate(8 + report.length + table.length).order(ByteOrder.LITTLE_ENDIAN);
        return answer.putInt(report.length)
                .put(report)
                .putInt(table.length)
                .put(table)
                .array();
    }
}
