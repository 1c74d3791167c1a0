package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.dcap.Collateral;
import dev.cloister.evidence.x509.Certificate;
import dev.cloister.evidence.x509.RevocationList;
import java.util.Optional;

/// What was read before and need not be read anew, by its exact bytes.
interface Remembered {
    Optional<Certificate> certificate(Bytes der);

    Optional<RevocationList> list(Bytes der);

    default Optional<Collateral> document(Bytes json) {
        return Optional.empty();
    }
}
