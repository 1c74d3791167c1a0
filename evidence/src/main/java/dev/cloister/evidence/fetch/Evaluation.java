package dev.cloister.evidence.fetch;

import java.util.Optional;
import java.util.regex.Pattern;

/// Which of the evaluations that Intel serves side by side is asked for: `standard`, which gives platforms time to be
/// updated, `early`, as soon as it is published, or one by its number (`tcbEvaluationDataNumber`).
///
/// @param word as people write it
public record Evaluation(String word) {
    public static final Evaluation STANDARD = new Evaluation("standard");
    public static final Evaluation EARLY = new Evaluation("early");

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,5}");

    /// Empty for any other word.
    public static Optional<Evaluation> of(String word) {
        boolean known = word.equals(STANDARD.word) || word.equals(EARLY.word) || isNumber(word);
        return known ? Optional.of(new Evaluation(word)) : Optional.empty();
    }

    public Evaluation {
        if (!word.equals("standard") && !word.equals("early") && !isNumber(word)) {
            throw new IllegalArgumentException("an evaluation is standard, early or a number, not " + word);
        }
    }

    private static boolean isNumber(String word) {
        return NUMBER.matcher(word).matches();
    }

    /// Nothing for the service's default, so that a cache that knows no more answers too.
    String query() {
        return equals(STANDARD) ? "" : (isNumber(word) ? "tcbEvaluationDataNumber=" : "update=") + word;
    }

    boolean allows(int number) {
        return !isNumber(word) || Integer.parseInt(word) == number;
    }

    @Override
    public String toString() {
        return word;
    }
}
