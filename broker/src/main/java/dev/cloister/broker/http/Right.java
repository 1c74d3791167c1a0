package dev.cloister.broker.http;

/// Who may ask a route. Each line of the table names one, and the table asks for it before the line
/// answers.
public enum Right {
    /// Whoever reaches the port: nothing there is anybody's.
    ANYBODY,
    /// A guest, which shows in the request itself, by evidence, proof or token, what it may have.
    GUEST,
    /// The owner, by the admin key.
    OWNER
}
