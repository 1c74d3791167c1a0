package dev.cloister.evidence;

import dev.cloister.evidence.snp.ProductLine;
import dev.cloister.evidence.x509.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// AMD's root (ARK) and both issuers (ASK of VCEKs, ASVK of VLEKs) of Milan, Genoa and Turin, as its key
/// service hands them out; they run until 2045 and longer. Part of this module, so that a report, the
/// certificate of its key and a revocation list are all that a verifier needs.
final class AmdCertificates {
    private static final List<Certificate> ALL = read();

    private AmdCertificates() {}

    static List<Certificate> all() {
        return ALL;
    }

    private static List<Certificate> read() {
        List<Certificate> certificates = new ArrayList<>();
        for (ProductLine line : ProductLine.values()) {
            for (String role : List.of("ark", "ask", "asvk")) {
                certificates.add(
                        Shipped.certificate("amd-" + line.title().toLowerCase(Locale.ROOT) + "-" + role + ".der"));
            }
        }
        return List.copyOf(certificates);
    }
}
