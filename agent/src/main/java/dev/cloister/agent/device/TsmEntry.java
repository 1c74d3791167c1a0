package dev.cloister.agent.device;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.SnpReport;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// One fresh folder of configfs-tsm, used for one report.
///
/// @param folder with the kernel's attribute files in it
record TsmEntry(File folder) {
    private static final String SNP = "sev_guest";
    private static final int MAX_TEXT_BYTES = 64;
    private static final int MAX_TABLE_BYTES = 64 * 1024;

    /// The privilege level and the report data are two writes; `generation` counts them, so that another writer
    /// would show, before the report is read and after.
    private static final String OWN_WRITES = "2";

    Evidence.Snp report(Bytes reportData) throws IOException, Malformed {
        String provider = text("provider");
        if (!provider.equals(SNP)) {
            throw new IOException("reports of the driver " + provider + " are not read yet");
        }
        write("privlevel", "0".getBytes(StandardCharsets.US_ASCII));
        write("inblob", reportData.array());
        requireOwn();
        byte[] report = read("outblob", SnpReport.SIZE);
        byte[] table = read("auxblob", MAX_TABLE_BYTES);
        requireOwn();
        return new Evidence.Snp(SnpReport.parse(report), CertificateTable.parse(table));
    }

    private void requireOwn() throws IOException {
        String generation = text("generation");
        if (!generation.equals(OWN_WRITES)) {
            throw new IOException("another program wrote to the report's folder: generation " + generation);
        }
    }

    private String text(String name) throws IOException {
        return new String(read(name, MAX_TEXT_BYTES), StandardCharsets.US_ASCII).strip();
    }

    private byte[] read(String name, int most) throws IOException {
        try (FileInputStream in = new FileInputStream(new File(folder, name))) {
            byte[] content = in.readNBytes(most + 1);
            if (content.length > most) {
                throw new IOException(name + " has more than " + most + " bytes");
            }
            return content;
        }
    }

    /// In one piece, as the kernel takes a value.
    private void write(String name, byte[] content) throws IOException {
        try (FileOutputStream out = new FileOutputStream(new File(folder, name))) {
            out.write(content);
        }
    }
}
