package dev.cloister.agent.device;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Cursor;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.SnpReport;
import java.io.EOFException;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;

/// The emulated chip: a virtio-serial port of the host. 64 bytes of report data go out; a report and a
/// certificate table come back, each after its length as u32, little-endian. No time limit: a host that does
/// not answer has stopped the guest, as it always can.
final class EvidencePort implements ReportSource {
    static final String NAME = "psp.0";

    static final int MAX_TABLE_BYTES = 64 * 1024;
    private static final int LENGTH_BYTES = 4;

    private final InputStream in;
    private final OutputStream out;

    EvidencePort(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /// A port can be opened once only, so both directions share one descriptor, kept until the guest ends.
    static EvidencePort open(File port) throws IOException {
        RandomAccessFile file = new RandomAccessFile(port, "rw");
        return new EvidencePort(new FileInputStream(file.getFD()), new FileOutputStream(file.getFD()));
    }

    @Override
    public Evidence.Snp report(Bytes reportData) throws IOException, Malformed {
        out.write(reportData.array());
        out.flush();
        byte[] report = part("report", SnpReport.SIZE, SnpReport.SIZE);
        byte[] table = part("certificates", 0, MAX_TABLE_BYTES);
        return new Evidence.Snp(SnpReport.parse(report), CertificateTable.parse(table));
    }

    @Override
    public boolean emulated() {
        return true;
    }

    private byte[] part(String field, int least, int most) throws IOException, Malformed {
        Cursor length = Cursor.littleEndian("EvidencePort", exactly(LENGTH_BYTES));
        long bytes = length.u32(field);
        if (bytes < least || bytes > most) {
            throw length.bad(field, "must have " + least + " to " + most + " bytes, has " + bytes);
        }
        return exactly((int) bytes);
    }

    private byte[] exactly(int length) throws IOException {
        byte[] content = in.readNBytes(length);
        if (content.length < length) {
            throw new EOFException("the evidence port ended after " + content.length + " of " + length + " bytes");
        }
        return content;
    }
}
