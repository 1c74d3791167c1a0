/// What an AMD SEV-SNP chip writes: the attestation report and the certificate table that a host may put
/// beside it.
///
/// Sources: AMD 56860 "SEV Secure Nested Paging Firmware ABI" (report, policy, TCB) and AMD 56421 "GHCB
/// Standardization" (certificate table). Everything here is parsed and not yet believed; whether a report is
/// genuine is asked of {@link dev.cloister.evidence.Verifier}. Open {@link
/// dev.cloister.evidence.snp.SnpReport} first.
package dev.cloister.evidence.snp;
