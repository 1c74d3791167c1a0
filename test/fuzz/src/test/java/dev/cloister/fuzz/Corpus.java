package dev.cloister.fuzz;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.RootFingerprint;
import dev.cloister.evidence.dcap.Collateral;
import dev.cloister.evidence.dcap.Platform;
import dev.cloister.evidence.dcap.Quote;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.evidence.tdx.TdReport;
import dev.cloister.evidence.x509.Certificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/// The committed seeds, `test/fuzz/corpus/TARGET/NAME`, made by {@link CorpusWriter}.
final class Corpus {
    static final Path FOLDER = Path.of(System.getProperty("cloister.root", "."), "test/fuzz/corpus");

    /// A time at which all certificates of the seeds are valid.
    static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private Corpus() {}

    static Path folder(Target target) {
        return FOLDER.resolve(target.name());
    }

    private static byte[] read(Target target, String name) {
        try {
            return Files.readAllBytes(folder(target).resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The emulated vendor's root.
    static Certificate root() {
        try {
            return Certificate.parse("root", Bytes.of(read(Target.CERTIFICATE, "ark.der")));
        } catch (Malformed e) {
            throw new IllegalStateException(e);
        }
    }

    static RootFingerprint rootFingerprint() {
        return new RootFingerprint(root().keyFingerprint());
    }

    /// A report of the emulated chip.
    static SnpReport report() {
        try {
            return SnpReport.parse(read(Target.SNP_REPORT, "emulated.bin"));
        } catch (Malformed e) {
            throw new IllegalStateException(e);
        }
    }

    /// A quote of a made-up TD.
    static Quote<TdReport> td() {
        try {
            return Quote.tdx(read(Target.QUOTE, "later.bin"));
        } catch (Malformed e) {
            throw new IllegalStateException(e);
        }
    }

    static Platform platform() {
        try {
            return Platform.parse(Bytes.of(read(Target.PCK_EXTENSION, "platform.der")));
        } catch (Malformed e) {
            throw new IllegalStateException(e);
        }
    }

    static Collateral document(String name) {
        try {
            return Collateral.parse(Bytes.of(read(Target.COLLATERAL, name)));
        } catch (Malformed e) {
            throw new IllegalStateException(e);
        }
    }
}
