package dev.cloister.cli.drill.attack;

/// How an attack ended, or is documented to end.
///
/// @param by code of the check that stopped it; [#NOTHING] where none did
public record Ending(State state, String by) {
    /// Stopped by no check.
    public static final String NOTHING = "nothing";

    private static final String NOT_BUILT = "not-built";
    private static final String NOT_CARRIED_OUT = "not-carried-out";

    public static Ending refused(String by) {
        return new Ending(State.REFUSED, by);
    }

    public static Ending succeeded() {
        return new Ending(State.NOT_COVERED, NOTHING);
    }

    /// What would be attacked does not exist yet.
    public static Ending notBuilt() {
        return new Ending(State.NOT_APPLICABLE, NOT_BUILT);
    }

    /// Something of this host was missing; no attack is documented to end so.
    public static Ending notCarriedOut() {
        return new Ending(State.NOT_APPLICABLE, NOT_CARRIED_OUT);
    }
}
