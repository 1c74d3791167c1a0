package dev.cloister.protocol;

import java.util.Locale;
import java.util.Optional;

/// What a broker says of a request (specs guest-broker-channel 7).
public enum Outcome {
    /// Done.
    OK,
    /// Cookie, nonce, sequence or state does not fit: a new handshake is needed.
    SESSION,
    /// What was sent is not what it should be; said before the requester is known to be a guest.
    INVALID,
    /// Something needed for the verdict was out of reach.
    UNDECIDED,
    /// This very guest is not trusted, or not any more.
    REFUSED,
    /// Load; the same again later.
    BUSY,
    /// No common version of the channel.
    VERSION,
    /// No such tenant.
    AUDIENCE;

    private final String code = name().toLowerCase(Locale.ROOT);

    public String code() {
        return code;
    }

    public static Optional<Outcome> of(String code) {
        for (Outcome outcome : values()) {
            if (outcome.code.equals(code)) return Optional.of(outcome);
        }
        return Optional.empty();
    }
}
