package dev.cloister.machine;

/// Hears of each stage of a start once, in order, in the thread that waits for the start.
@FunctionalInterface
public interface StageListener {
    void reached(Stage stage);
}
