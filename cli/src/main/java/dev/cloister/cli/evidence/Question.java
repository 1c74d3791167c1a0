package dev.cloister.cli.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.Endorsements;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.EvidenceFile;
import dev.cloister.evidence.appraisal.ReferenceValues;
import dev.cloister.evidence.appraisal.TrustPolicy;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// What is asked about one piece of evidence.
///
/// @param endorsements what is at hand besides the certificates that came with the report
/// @param at the time for which the answer shall hold
public record Question(
        EvidenceFile file, Endorsements endorsements, Instant at, TrustPolicy policy, Expected expected) {
    static final int REPORT_DATA_SIZE = 64;

    Evidence evidence() {
        return file.evidence();
    }

    Reading reading() {
        return Reading.of(evidence());
    }

    /// What the reader expects of this very guest. What is empty was not asked for, and is shown so.
    ///
    /// @param measurements launch digests and MRTDs, 48 bytes each, MRENCLAVEs, 32 bytes
    /// @param reportData 64 bytes
    /// @param hostData 32, 48 or 64 bytes
    public record Expected(Set<Bytes> measurements, Optional<Bytes> reportData, Optional<Bytes> hostData) {
        public static final Expected NOTHING = new Expected(Set.of(), Optional.empty(), Optional.empty());

        public Expected {
            measurements = Set.copyOf(measurements);
        }

        /// For the appraisal, which knows no "not asked": nothing is accepted there, and the finding dropped.
        ReferenceValues references() {
            return new ReferenceValues(
                    measurements,
                    hostData.map(Set::of).orElse(Set.of()),
                    reportData.orElse(Bytes.EMPTY.padTo(REPORT_DATA_SIZE)));
        }
    }
}
