package dev.cloister.protocol.guest;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import java.io.IOException;

/// The hardware, as the guest asks it.
public interface EvidenceSource {
    /// KBS's name of the kind of evidence: `snp`, …
    String tee();

    /// Fresh evidence over these 64 bytes, as KBS's `primary_evidence`.
    Json primary(Bytes reportData) throws IOException;
}
