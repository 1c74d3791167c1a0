package dev.cloister.evidence.appraisal;

import dev.cloister.bytes.Bytes;
import java.util.Set;

/// What the report must say for one guest at one moment: measurements (launch digests and MRTD have 48 bytes,
/// MRENCLAVE 32), host data (the digests of approved init-data, 32 bytes each; in MRCONFIGID's 48 and
/// CONFIGID's 64 zeros follow), and the one report data (64 bytes) that ties it to a key and a challenge.
///
/// Nothing in a set means that nothing is accepted. A value of another length than the evidence has matches
/// nothing.
public record ReferenceValues(Set<Bytes> measurements, Set<Bytes> hostData, Bytes reportData) {
    private static final Set<Integer> MEASUREMENTS = Set.of(32, 48);
    private static final Set<Integer> HOST_DATA = Set.of(32, 48, 64);

    public ReferenceValues {
        measurements = Set.copyOf(measurements);
        hostData = Set.copyOf(hostData);
        measurements.forEach(value -> requireLength("measurement", value, MEASUREMENTS));
        hostData.forEach(value -> requireLength("host data", value, HOST_DATA));
        requireLength("report data", reportData, Set.of(64));
    }

    private static void requireLength(String what, Bytes value, Set<Integer> lengths) {
        if (!lengths.contains(value.length())) {
            throw new IllegalArgumentException(what + " has one of " + lengths + " bytes, not " + value.length());
        }
    }
}
