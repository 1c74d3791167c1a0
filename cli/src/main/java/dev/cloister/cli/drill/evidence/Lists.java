package dev.cloister.cli.drill.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Chip;
import dev.cloister.emulator.EmulatedVendor;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.CertificateTable.Entry;
import dev.cloister.evidence.snp.CertificateTable.Kind;
import java.io.IOException;
import java.time.Instant;

/// The chip's certificates with another revocation list.
final class Lists {
    private Lists() {}

    /// How the vendor makes a list.
    @FunctionalInterface
    interface Made {
        Bytes at(EmulatedVendor vendor, Instant now) throws IOException, Malformed;
    }

    static Chip.Certificates with(Instant at, Made made) {
        return vendor -> CertificateTable.of(
                Entry.of(Kind.ARK, vendor.ark()),
                Entry.of(Kind.ASK, vendor.ask()),
                Entry.of(Kind.VCEK, vendor.chip().vcek()),
                Entry.of(Kind.CRL, made.at(vendor, at)));
    }
}
