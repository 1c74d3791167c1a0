package dev.cloister.emulator;

import dev.cloister.bytes.Bytes;

/// What the chip knows about a guest from its launch: MEASUREMENT (48 bytes), HOST_DATA (32 bytes) and the guest
/// policy.
public record Launch(Bytes measurement, Bytes hostData, long guestPolicy) {

    /// SMT allowed, the bit that is always one, and nothing else: no debugging, no migration.
    public static final long PLAIN_POLICY = 0x30000;

    public Launch {
        requireLength("measurement", measurement, 48);
        requireLength("host data", hostData, 32);
    }

    static void requireLength(String what, Bytes value, int length) {
        if (value.length() != length) {
            throw new IllegalArgumentException(what + " has " + length + " bytes, not " + value.length());
        }
    }
}
