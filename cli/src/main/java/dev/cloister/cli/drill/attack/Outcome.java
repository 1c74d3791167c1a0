package dev.cloister.cli.drill.attack;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What was seen of an attack, by each side in a sentence.
public record Outcome(Ending ending, String guest, String broker, String owner) {
    public static final String SAW_NOTHING = "nothing";

    /// Stopped before the broker heard of it.
    public static Outcome refusedByGuest(String by, String guest) {
        return new Outcome(Ending.refused(by), guest, SAW_NOTHING, SAW_NOTHING);
    }

    public static Outcome succeeded(String guest, String broker, String owner) {
        return new Outcome(Ending.succeeded(), guest, broker, owner);
    }

    public static Outcome notBuilt() {
        return new Outcome(Ending.notBuilt(), SAW_NOTHING, SAW_NOTHING, SAW_NOTHING);
    }

    public static Outcome notCarriedOut(String why) {
        return new Outcome(Ending.notCarriedOut(), why, SAW_NOTHING, SAW_NOTHING);
    }

    /// For an attack that one step of the broker has to stop, where a later one would give the same reason.
    public Outcome onlyAt(String step) {
        return ending.state() != State.REFUSED || broker.contains(Judgement.AT_STEP + step + ",")
                ? this
                : new Outcome(Ending.refused(ending.by() + "-not-at-" + step), guest, broker, owner);
    }

    /// Of one attack in several variants: it ended as one of them did only if all did.
    public static Outcome all(List<Outcome> variants) {
        Outcome first = variants.getFirst();
        Set<String> codes = new LinkedHashSet<>();
        State state = first.ending.state();
        for (Outcome each : variants) {
            codes.add(each.ending.by());
            state = each.ending.state() == State.NOT_COVERED ? State.NOT_COVERED : state;
        }
        return new Outcome(new Ending(state, String.join("+", codes)), first.guest, first.broker, first.owner);
    }
}
