package dev.cloister.workload;

import dev.cloister.bytes.Bytes;

/// A P-256 public key that an owner wrote down, both coordinates 32 bytes, big-endian. Whether it is a point
/// of the curve is seen by the first use of it.
public record PinnedKey(Bytes x, Bytes y) {
    static final int COORDINATE_BYTES = 32;

    public PinnedKey {
        if (x.length() != COORDINATE_BYTES || y.length() != COORDINATE_BYTES) {
            throw new IllegalArgumentException("a P-256 coordinate has 32 bytes");
        }
    }
}
