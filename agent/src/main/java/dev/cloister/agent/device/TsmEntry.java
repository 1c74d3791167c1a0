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
        requireHighestPrivilege();
        write("privlevel", "0".getBytes(StandardCharsets.US_ASCII));
        write("inblob", reportData.array());
        requireOwn();
        byte[] report = read("outblob", SnpReport.SIZE);
        byte[] table = certificates();
        requireOwn();
        return new Evidence.Snp(SnpReport.parse(report), CertificateTable.parse(table));
    }

    /// The kernel cannot report a level that is more privileged than its own: it is one of several behind somebody
    /// else's code, which the report would not be about.
    private void requireHighestPrivilege() throws IOException {
        String floor = text("privlevel_floor");
        if (!floor.equals("0")) {
            throw new IOException("the kernel does not run at VMPL 0; its reports begin at " + floor);
        }
    }

    private void requireOwn() throws IOException {
        String generation = text("generation");
        if (!generation.equals(OWN_WRITES)) {
            throw new IOException("another program wrote to the report's folder: generation " + generation);
        }
    }

    /// Which drivers show the file is theirs to say (Documentation/ABI/testing/configfs-tsm-report).
    private byte[] certificates() throws IOException {
        return new File(folder, "auxblob").exists() ? read("auxblob", MAX_TABLE_BYTES) : new byte[0];
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
