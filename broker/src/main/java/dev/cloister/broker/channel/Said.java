package dev.cloister.broker.channel;

import dev.cloister.bytes.Bytes;
import dev.cloister.protocol.KbsError;
import dev.cloister.protocol.Outcome;
import dev.cloister.protocol.jose.Jwk;

/// What the broker has to say to a request, before it is signed.
sealed interface Said {
    Outcome outcome();

    Bytes body();

    /// To the holder of this TEE key, proven by evidence or by a session key.
    record ToGuest(Jwk teeKey, Outcome outcome, Bytes body) implements Said {}

    /// To whoever asked: nobody has proven anything.
    record ToAnyone(Outcome outcome, Bytes body) implements Said {}

    /// A code and a case number, and nothing else.
    static Said not(Outcome outcome, String caseNumber) {
        return new ToAnyone(outcome, KbsError.of(outcome, caseNumber).body());
    }
}
