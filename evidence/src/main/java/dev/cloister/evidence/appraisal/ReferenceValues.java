package dev.cloister.evidence.appraisal;

import dev.cloister.bytes.Bytes;
import java.util.Set;

/// What the report must say for one guest at one moment: launch digests (48 bytes each), host data (32 bytes
/// each, the digests of approved init-data), and the one report data (64 bytes) that ties it to a key and a
/// challenge.
///
/// Nothing in a set means that nothing is accepted.
public record ReferenceValues(Set<Bytes> measurements, Set<Bytes> hostData, Bytes reportData) {
    public ReferenceValues {
        measurements = Set.copyOf(measurements);
        hostData = Set.copyOf(hostData);
        measurements.forEach(value -> requireLength("measurement", value, 48));
        hostData.forEach(value -> requireLength("host data", value, 32));
        requireLength("report data", reportData, 64);
    }

    private static void requireLength(String what, Bytes value, int length) {
        if (value.length() != length) {
            throw new IllegalArgumentException(what + " has " + length + " bytes, not " + value.length());
        }
    }
}
