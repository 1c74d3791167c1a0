package dev.cloister.evidence;

/// Whether a verifier says yes without a revocation list. The shipped trust policies want one.
public enum Revocation {
    REQUIRED,
    /// For archived evidence whose list is lost; the result says that none was checked.
    NOT_REQUIRED
}
