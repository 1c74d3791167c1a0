package dev.cloister.cli.drill.attack;

/// What became of an attack.
public enum State {
    /// It was carried out, and something stopped it.
    REFUSED("refused"),
    /// It was carried out, and it succeeded.
    NOT_COVERED("not-covered"),
    /// It was not carried out: there is nothing yet that it could be tried on.
    NOT_APPLICABLE("not-applicable");

    private final String word;

    State(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
