package dev.cloister.evidence.snp;

/// Which key signed the report (AMD 56860, KEY_INFO bits 4:2).
public enum SigningKey {
    /// Versioned Chip Endorsement Key: derived in the chip from its own secret and its TCB.
    VCEK,
    /// Versioned Loaded Endorsement Key: given to a cloud provider by AMD and loaded into its chips.
    VLEK,
    /// The report is not signed.
    NONE
}
