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
}
