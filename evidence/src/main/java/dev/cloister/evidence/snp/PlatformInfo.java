package dev.cloister.evidence.snp;

/// How the platform is set up (AMD 56860, PLATFORM_INFO).
public record PlatformInfo(long bits) {
    private static final long KNOWN = 0xbf;

    /// Bits that no field here names; real Turin chips set bit 6. Whether they are accepted is for policies.
    public long otherBits() {
        return bits & ~KNOWN;
    }

    public boolean smtEnabled() {
        return bit(0);
    }

    public boolean tsmeEnabled() {
        return bit(1);
    }

    public boolean eccEnabled() {
        return bit(2);
    }

    public boolean raplDisabled() {
        return bit(3);
    }

    public boolean ciphertextHidingEnabled() {
        return bit(4);
    }

    /// Memory was checked for aliased addresses at boot, the answer to BadRAM; in reports from version 3 on.
    public boolean aliasCheckComplete() {
        return bit(5);
    }

    public boolean trustedIoEnabled() {
        return bit(7);
    }

    private boolean bit(int index) {
        return (bits >>> index & 1) == 1;
    }

    @Override
    public String toString() {
        return "0x" + Long.toHexString(bits);
    }
}
