package dev.cloister.evidence;

import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.dcap.Platform;
import dev.cloister.evidence.x509.Certificate;
import java.security.PublicKey;

/// A platform's key (PCK): its certificate, the platform that this is for, and the key in the form of whoever
/// computes signatures. Parsed and not yet believed.
record PckKey(Certificate certificate, Platform platform, PublicKey key) {
    static PckKey parse(Certificate certificate, Signatures signatures) throws Malformed {
        Platform platform = Platform.parse(
                certificate.extension(Platform.OID).orElseThrow(() -> bad(certificate, "sgx_extension", "is missing")));
        if (certificate.hasUnknownCritical()) {
            throw bad(certificate, "extensions", "a critical extension is unknown");
        }
        PublicKey own = signatures
                .p256()
                .own(certificate.publicKey())
                .orElseThrow(() -> bad(certificate, "subjectPublicKeyInfo", "must be a key on P-256"));
        return new PckKey(certificate, platform, own);
    }

    private static Malformed bad(Certificate certificate, String field, String message) {
        return new Malformed(certificate.commonName(), field, -1, message);
    }
}
