package dev.cloister.evidence;

import dev.cloister.evidence.x509.Certificate;
import java.security.PublicKey;

/// A key that signs reports: its certificate, and the key in the form of whoever computes signatures.
record ChipKey(VekCertificate vek, PublicKey key) {
    static ChipKey of(VekCertificate vek, Signatures signatures) {
        return new ChipKey(vek, signatures.own(vek.key()));
    }

    Certificate certificate() {
        return vek.certificate();
    }
}
