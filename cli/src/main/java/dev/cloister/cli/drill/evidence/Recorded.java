package dev.cloister.cli.drill.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.protocol.AttestRequest;
import dev.cloister.protocol.guest.EvidenceSource;

/// Evidence that was given before, whatever is asked.
record Recorded(Json evidence) implements EvidenceSource {
    static Recorded of(AttestRequest sent) {
        return new Recorded(sent.primaryEvidence());
    }

    @Override
    public String tee() {
        return "snp";
    }

    @Override
    public Json primary(Bytes reportData) {
        return evidence;
    }
}
