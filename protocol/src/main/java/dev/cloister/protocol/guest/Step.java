package dev.cloister.protocol.guest;

import dev.cloister.protocol.guest.Ended.Reason;

/// How one attempt went (specs guest-broker-channel 7).
sealed interface Step<T> {

    record Done<T>(T result) implements Step<T> {}

    /// Final.
    record Over<T>(Ended end) implements Step<T> {}

    /// Worth one of the few attempts; `end` is what it comes to when they are used up.
    record Again<T>(Ended end) implements Step<T> {}

    /// The broker itself asks for patience.
    record Later<T>(Ended end) implements Step<T> {}

    static <T> Step<T> again(Reason reason) {
        return new Again<>(Ended.of(reason));
    }

    static <T> Step<T> over(Reason reason) {
        return new Over<>(Ended.of(reason));
    }

    /// What to do about an answer that is not a good one.
    static <T> Step<T> without(Answer answer) {
        if (answer instanceof Answer.NotSigned unsigned) {
            // What a relay says when nobody is behind it; as little believed as all that is unsigned, only named.
            return again(unsigned.status() >= 500 ? Reason.NO_ANSWER : Reason.NOT_SIGNED);
        }
        if (answer instanceof Answer.NotAuthentic changed) return new Again<>(Ended.notAuthentic(changed.check()));
        if (!(answer instanceof Statement statement)) return new Again<>(Ended.notAuthentic(Statement.KNOWN_KEY));
        String number = statement.caseNumber();
        return switch (statement.outcome()) {
            case OK -> throw new IllegalStateException("a good answer");
            case SESSION -> new Again<>(new Ended(Reason.SESSION, number));
            case UNDECIDED -> new Later<>(new Ended(Reason.UNDECIDED, number));
            case BUSY -> new Later<>(new Ended(Reason.BUSY, number));
            case INVALID -> new Over<>(new Ended(Reason.INVALID, number));
            case REFUSED -> new Over<>(new Ended(Reason.REFUSED, number));
            case VERSION -> new Over<>(new Ended(Reason.VERSION, number));
            case AUDIENCE -> new Over<>(new Ended(Reason.AUDIENCE, number));
        };
    }
}
