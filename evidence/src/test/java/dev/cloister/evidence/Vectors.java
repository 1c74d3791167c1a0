package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.CertificateTable.Entry;
import dev.cloister.evidence.snp.CertificateTable.Kind;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.vectors.Shared;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Real evidence that lies beside the checkout, in `../shared/vectors`. Tests that need it are skipped where
/// it is absent, but not in CI.
public final class Vectors {
    private Vectors() {}

    public static Path folder() {
        return Shared.path("vectors");
    }

    public static Bytes file(String name) {
        try {
            return Bytes.of(Files.readAllBytes(folder().resolve(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static SnpReport report(String entry) throws Malformed {
        return SnpReport.parse(file("snp/" + entry + "/report.bin").array());
    }

    /// An entry's report with the certificate of its key.
    public static Evidence.Snp evidence(String entry) throws Malformed {
        Entry vek = Entry.of(Kind.VCEK, file("snp/" + entry + "/vek.der"));
        return new Evidence.Snp(report(entry), CertificateTable.of(vek));
    }
}
