package dev.cloister.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Constants of an enum as documents write them: in lower case.
final class Words {
    private Words() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static <E extends Enum<E>> Optional<E> find(String word, E[] choices) {
        for (E choice : choices) {
            if (of(choice).equals(word)) return Optional.of(choice);
        }
        return Optional.empty();
    }

    /// For an error: what could stand there.
    static String oneOf(Enum<?>[] choices) {
        List<String> words = new ArrayList<>();
        for (Enum<?> choice : choices) words.add(of(choice));
        return words.size() == 1 ? "must be " + words.get(0) : "must be one of " + String.join(", ", words);
    }
}
