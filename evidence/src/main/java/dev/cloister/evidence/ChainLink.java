package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.x509.Certificate;
import java.math.BigInteger;
import java.time.Instant;

/// What people want to know of one certificate of a verified chain; `sha256` is of its DER.
public record ChainLink(String name, BigInteger serial, Instant notBefore, Instant notAfter, Bytes sha256) {
    static ChainLink of(Certificate certificate) {
        return new ChainLink(
                certificate.commonName(),
                certificate.serial(),
                certificate.notBefore(),
                certificate.notAfter(),
                certificate.sha256());
    }
}
