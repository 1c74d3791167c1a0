package dev.cloister.evidence.snp;

import java.util.Comparator;

/// Version of the SNP firmware, each part from 0 to 255, as in `1.55.29`.
public record FirmwareVersion(int major, int minor, int build) implements Comparable<FirmwareVersion> {
    @Override
    public int compareTo(FirmwareVersion other) {
        return Comparator.comparingInt(FirmwareVersion::major)
                .thenComparingInt(FirmwareVersion::minor)
                .thenComparingInt(FirmwareVersion::build)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + build;
    }
}
