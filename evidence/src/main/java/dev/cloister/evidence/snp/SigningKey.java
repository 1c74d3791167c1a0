package dev.cloister.evidence.snp;

/// Which key signed the report (AMD 56860, KEY_INFO bits 4:2).
public enum SigningKey {
    /// Versioned Chip Endorsement Key: derived in the chip from its own secret and its TCB.
    VCEK(0),
    /// Versioned Loaded Endorsement Key: given to a cloud provider by AMD and loaded into its chips.
    VLEK(1),
    /// The report is not signed.
    NONE(7);

    private final int code;

    SigningKey(int code) {
        this.code = code;
    }

    /// The number in the report.
    public int code() {
        return code;
    }
}
