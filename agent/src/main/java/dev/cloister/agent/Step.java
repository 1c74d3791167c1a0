package dev.cloister.agent;

/// What one step came to: a value to go on with, or the end.
sealed interface Step<T> {
    record Done<T>(T value) implements Step<T> {}

    record Over<T>(End end) implements Step<T> {}

    default boolean isEnd() {
        return this instanceof Over;
    }

    default T value() {
        throw new IllegalStateException("a step that ended has no value");
    }

    default End end() {
        throw new IllegalStateException("a step that was done has no end");
    }
}
