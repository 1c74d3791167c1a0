package dev.cloister.machine;

/// How asking for a guest ended.
public sealed interface Start {

    /// The container runs.
    record Running(Guest guest) implements Start {}

    /// It does not, and why; whatever was started for it is gone.
    record NotStarted(Reason reason) implements Start {}
}
