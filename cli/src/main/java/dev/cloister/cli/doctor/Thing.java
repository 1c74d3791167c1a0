package dev.cloister.cli.doctor;

import java.util.List;
import java.util.Locale;

/// One thing that was looked at.
///
/// @param name one or two words
/// @param sentence what was found
/// @param remedies what to do about it, one sentence each; none where nothing is missing or can be done
record Thing(String name, State state, String sentence, List<String> remedies) {

    enum State {
        YES,
        NO,
        /// There, but nothing here uses it yet.
        UNUSED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Thing {
        remedies = List.copyOf(remedies);
    }

    static Thing yes(String name, String sentence) {
        return new Thing(name, State.YES, sentence, List.of());
    }

    static Thing unused(String name, String sentence) {
        return new Thing(name, State.UNUSED, sentence, List.of());
    }

    static Thing no(String name, String sentence, String... remedies) {
        return new Thing(name, State.NO, sentence, List.of(remedies));
    }

    boolean there() {
        return state == State.YES;
    }
}
