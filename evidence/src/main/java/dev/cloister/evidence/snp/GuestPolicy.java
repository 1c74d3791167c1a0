package dev.cloister.evidence.snp;

/// What the guest's owner allowed at launch (AMD 56860, POLICY).
public record GuestPolicy(long bits) {
    private static final int MUST_BE_ONE = 17;
    private static final int FIRST_UNUSED = 26;

    /// Bit 17 set, bits 63:26 clear.
    boolean isWellFormed() {
        return bit(MUST_BE_ONE) && bits >>> FIRST_UNUSED == 0;
    }

    public boolean smtAllowed() {
        return bit(16);
    }

    public boolean migrationAllowed() {
        return bit(18);
    }

    public boolean debugAllowed() {
        return bit(19);
    }

    public boolean singleSocketRequired() {
        return bit(20);
    }

    public boolean cxlAllowed() {
        return bit(21);
    }

    public boolean aes256XtsRequired() {
        return bit(22);
    }

    public boolean raplDisabled() {
        return bit(23);
    }

    public boolean ciphertextHidingRequired() {
        return bit(24);
    }

    public boolean pageSwapDisabled() {
        return bit(25);
    }

    private boolean bit(int index) {
        return (bits >>> index & 1) == 1;
    }

    @Override
    public String toString() {
        return "0x" + Long.toHexString(bits);
    }
}
