package dev.cloister.evidence;

import dev.cloister.evidence.dcap.Quote;
import dev.cloister.evidence.sgx.EnclaveReport;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.evidence.tdx.TdReport;

/// One hardware statement, parsed and not yet believed.
public sealed interface Evidence {
    /// AMD SEV-SNP: the report and the certificates that came with it.
    record Snp(SnpReport report, CertificateTable certificates) implements Evidence {}

    /// What Intel's platforms say: a quote, with or without certificates in it.
    sealed interface Dcap extends Evidence {
        Quote<?> quote();
    }

    /// Intel SGX: the quote of an enclave.
    record Sgx(Quote<EnclaveReport> quote) implements Dcap {}

    /// Intel TDX: the quote of a trust domain.
    record Tdx(Quote<TdReport> quote) implements Dcap {}
}
