package dev.cloister.protocol.guest;

/// What checking a reply can end in. Only a [Statement] says anything about the broker.
sealed interface Answer permits Statement, Answer.NotSigned, Answer.NotAuthentic, Answer.UnknownKey {

    /// No statement at all.
    record NotSigned(int status) implements Answer {}

    /// A statement that does not belong to this broker, this request, this answer or this guest.
    ///
    /// @param check `S1` to `S11`
    record NotAuthentic(String check, String reason) implements Answer {}

    /// Signed, it says, by a key that no accepted key set has.
    record UnknownKey(String kid) implements Answer {}
}
