package dev.cloister.evidence;

import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.SnpReport;

/// One hardware statement, parsed and not yet believed.
public sealed interface Evidence {
    /// AMD SEV-SNP: the report and the certificates that came with it.
    record Snp(SnpReport report, CertificateTable certificates) implements Evidence {}
}
