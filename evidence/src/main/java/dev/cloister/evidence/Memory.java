package dev.cloister.evidence;

/// What a {@link Verifier} keeps in mind of signatures that it has found good. Only that a key made a signature
/// is remembered, for exactly the same bytes; dates, names, revocation and the report's own signature are
/// judged anew each time.
public enum Memory {
    /// Only within one verification.
    NOTHING,

    /// Certificates that may issue, and revocation lists: few, and the same for every chip.
    ISSUERS,

    /// The certificates of the signing keys too: for a verifier that sees the same chips again.
    EVERYTHING
}
