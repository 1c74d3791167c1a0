package dev.cloister.evidence.tdx;

/// TDATTRIBUTES (Intel 348551-008, table 3.23): bits 7:0 TUD, any of which makes a TD untrusted; 31:8 SEC;
/// 63:32 OTHER.
public record TdAttributes(long bits) {
    private static final int DEBUG = 0;
    private static final int ICSSD = 16;
    private static final int SERVTD_EXT = 17;
    private static final int LASS = 27;
    private static final int SEPT_VE_DISABLE = 28;
    private static final int MIGRATABLE = 29;
    private static final int PKS = 30;
    private static final int KL = 31;
    private static final int TPA = 62;
    private static final int PERFMON = 63;
    private static final long UNDER_DEBUG = 0xff;
    private static final long NAMED = UNDER_DEBUG
            | 1L << ICSSD
            | 1L << SERVTD_EXT
            | 1L << LASS
            | 1L << SEPT_VE_DISABLE
            | 1L << MIGRATABLE
            | 1L << PKS
            | 1L << KL
            | 1L << TPA
            | 1L << PERFMON;

    /// The host may read and change the TD's memory and registers.
    public boolean debug() {
        return has(DEBUG);
    }

    /// Any of the bits that put a TD under debug, DEBUG itself among them.
    public boolean untrusted() {
        return (bits & UNDER_DEBUG) != 0;
    }

    public boolean icssd() {
        return has(ICSSD);
    }

    /// Service TDs may be bound later.
    public boolean serviceTdExtension() {
        return has(SERVTD_EXT);
    }

    public boolean lass() {
        return has(LASS);
    }

    /// A page that the host took away stops the TD instead of raising an exception in it.
    public boolean septVeDisabled() {
        return has(SEPT_VE_DISABLE);
    }

    public boolean migratable() {
        return has(MIGRATABLE);
    }

    public boolean supervisorKeys() {
        return has(PKS);
    }

    public boolean keyLocker() {
        return has(KL);
    }

    public boolean tpa() {
        return has(TPA);
    }

    /// The TD may use performance counters.
    public boolean performanceMonitoring() {
        return has(PERFMON);
    }

    /// Bits of SEC and OTHER without a name here.
    public long otherBits() {
        return bits & ~NAMED;
    }

    private boolean has(int bit) {
        return (bits >>> bit & 1) != 0;
    }

    @Override
    public String toString() {
        return "0x" + Long.toHexString(bits);
    }
}
