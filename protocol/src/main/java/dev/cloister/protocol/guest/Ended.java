package dev.cloister.protocol.guest;

/// The conversation is over and nothing was given.
///
/// @param caseNumber under which the owner finds the reasons; empty where the broker told none
/// @param check of the last answer, `S1` to `S11`, that it did not pass; empty where it was not [Reason#NOT_AUTHENTIC]
public record Ended(Reason reason, String caseNumber, String check) implements Attested, Fetched {

    public Ended(Reason reason, String caseNumber) {
        this(reason, caseNumber, "");
    }

    /// Each has a code and a sentence of its own; the host may know both.
    public enum Reason {
        NO_ANSWER("no-answer", "no answer from the broker"),
        NOT_SIGNED("not-signed", "this broker does not sign its answers"),
        NOT_AUTHENTIC(
                "not-authentic",
                "answers are not authentic: something between guest and broker, or not the broker that init-data names"),
        NO_EVIDENCE("no-evidence", "the hardware gives no evidence"),
        BAD_ANSWER("bad-answer", "the broker's answer cannot be read"),
        OLD_RESOURCE("old-resource", "the broker has only an older version of a resource than is wanted"),
        SESSION("session", "the broker does not know the session"),
        INVALID("invalid", "the broker found what was sent invalid"),
        UNDECIDED("undecided", "the broker could not decide"),
        BUSY("busy", "the broker is too busy"),
        REFUSED("refused", "refused"),
        REVOKED("revoked", "revoked"),
        VERSION("version", "the broker speaks no version of the channel that this guest speaks"),
        AUDIENCE("audience", "the broker does not know the audience that init-data names");

        private final String code;
        private final String sentence;

        Reason(String code, String sentence) {
            this.code = code;
            this.sentence = sentence;
        }

        public String code() {
            return code;
        }
    }

    static Ended of(Reason reason) {
        return new Ended(reason, "");
    }

    static Ended notAuthentic(String check) {
        return new Ended(Reason.NOT_AUTHENTIC, "", check);
    }

    public String code() {
        return reason.code;
    }

    public String sentence() {
        return caseNumber.isEmpty() ? reason.sentence : reason.sentence + ", case " + caseNumber;
    }
}
