package dev.cloister.cli;

/// Exit codes, the same for every subcommand; a container in the foreground ends with its own.
final class Exit {
    static final int DONE = 0;
    static final int REFUSED = 1;
    static final int UNDECIDED = 2;
    static final int MALFORMED = 3;
    static final int USAGE = 64;
    static final int UNAVAILABLE = 69;
    static final int BUG = 70;

    private Exit() {}

    /// The word for it in JSON; for a container's own code there is none.
    static String word(int code) {
        return switch (code) {
            case REFUSED -> "refused";
            case UNDECIDED -> "undecided";
            case MALFORMED -> "malformed";
            case USAGE -> "usage";
            case UNAVAILABLE -> "unavailable";
            case BUG -> "bug";
            default -> "failed";
        };
    }
}
