package dev.cloister.evidence;

import dev.cloister.evidence.x509.Certificate;
import java.util.List;

/// Intel's root in both its certificates, the issuers of PCK certificates (Processor and Platform CA), and
/// the signer of TCB info and enclave identities, as its key service hands them out. Part of this module, so
/// that a quote, revocation lists and the signed documents are all that a verifier needs. Certificates of one
/// key differ in their dates.
final class IntelCertificates {
    /// The common names that Intel gives.
    static final String ROOT = "Intel SGX Root CA";

    static final String PROCESSOR_CA = "Intel SGX PCK Processor CA";
    static final String PLATFORM_CA = "Intel SGX PCK Platform CA";
    static final String PCK = "Intel SGX PCK Certificate";
    static final String TCB_SIGNING = "Intel SGX TCB Signing";

    private static final List<Certificate> ALL = List.of(
                    "root-2049",
                    "root-2033",
                    "platform",
                    "processor",
                    "processor-2",
                    "tcb-2025",
                    "tcb-2018",
                    "tcb-2033")
            .stream()
            .map(name -> Shipped.certificate("intel-" + name + ".der"))
            .toList();

    private static final List<Certificate> ROOTS = ALL.stream()
            .filter(certificate -> certificate.commonName().equals(ROOT))
            .toList();

    private IntelCertificates() {}

    /// Whether it is, byte for byte, a certificate of the root that ships here: that it signed itself need not be found
    /// out anew.
    static boolean isShippedRoot(Certificate certificate) {
        return ROOTS.contains(certificate);
    }

    static List<Certificate> all() {
        return ALL;
    }
}
