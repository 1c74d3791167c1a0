package dev.cloister.evidence.ratls;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;

/// How the evidence in a certificate is tied to the certificate's key: what its report data is over. Report
/// data has 64 bytes; behind a SHA-256 there are zeros.
public sealed interface Binding {
    /// Length of report data.
    int REPORT_DATA_SIZE = 64;

    /// By claims that have the key's hash: TCG DICE tagged evidence, the interoperable form.
    record ByClaims(Claims claims) implements Binding {}

    /// By the SHA-256 of the SubjectPublicKeyInfo: Gramine's older form.
    record ByKey(Bytes subjectPublicKeyInfo) implements Binding {}

    /// By the SHA-256 of the RSAPublicKey (PKCS #1) in the SubjectPublicKeyInfo: older RATS-TLS.
    record ByRsaKey(Bytes rsaPublicKey) implements Binding {}

    /// What the report data must be.
    default Bytes reportData() {
        Bytes bound = switch (this) {
            case ByClaims b -> b.claims.encoded();
            case ByKey b -> b.subjectPublicKeyInfo;
            case ByRsaKey b -> b.rsaPublicKey;
        };
        return Digests.sha256(bound).padTo(REPORT_DATA_SIZE);
    }

    /// For people.
    default String title() {
        return switch (this) {
            case ByClaims b ->
                "SHA-256 of claims that name the key's "
                        + b.claims.keyHash().algorithm().title();
            case ByKey b -> "SHA-256 of the key (SubjectPublicKeyInfo)";
            case ByRsaKey b -> "SHA-256 of the key (RSAPublicKey)";
        };
    }
}
