package dev.cloister.cli.drill.attack;

/// What there is to know of an attack before it is carried out.
///
/// @param id stable, kebab-case
/// @param tried what the host does, one sentence
/// @param documented how it has to end
/// @param remark where it is not refused: what would stop it, or why it cannot be tried; else empty
public record Brief(String id, String title, String tried, Ending documented, String remark) {
    public Brief {
        if (documented.state() != State.REFUSED && remark.isEmpty()) {
            throw new IllegalArgumentException(id + " is not refused and does not say why");
        }
    }

    /// An attack that the check of this code stops.
    public static Brief refused(String id, String title, String tried, String by) {
        return new Brief(id, title, tried, Ending.refused(by), "");
    }

    /// An attack that succeeds.
    ///
    /// @param wouldStop what would stop it
    public static Brief notCovered(String id, String title, String tried, String wouldStop) {
        return new Brief(id, title, tried, Ending.succeeded(), wouldStop);
    }

    /// An attack on something that is not there yet.
    public static Brief notBuilt(String id, String title, String tried, String why) {
        return new Brief(id, title, tried, Ending.notBuilt(), why);
    }
}
