package dev.cloister.evidence;

/// Whether a verifier says yes to a quote without Intel's documents about the platform's TCB and the quoting
/// enclave. The shipped trust policies want them.
public enum TcbCheck {
    REQUIRED,
    /// For archived evidence whose documents are lost: signatures and chain are all that is shown then, and
    /// the result says so.
    NOT_REQUIRED
}
