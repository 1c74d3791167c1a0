package dev.cloister.machine;

/// Where a guest is in its life.
public sealed interface Phase {

    /// Booting, attesting, opening its image.
    record Starting() implements Phase {}

    /// The container was started.
    record Running() implements Phase {}

    /// The container ended by itself and the guest powered off.
    record Finished() implements Phase {}

    /// Ended because somebody asked for it.
    record Stopped() implements Phase {}

    /// Ended for this reason, before or after the container was started.
    record Failed(Reason reason) implements Phase {}

    /// Is it over?
    default boolean ended() {
        return switch (this) {
            case Starting _ -> false;
            case Running _ -> false;
            case Finished _ -> true;
            case Stopped _ -> true;
            case Failed _ -> true;
        };
    }

    /// The word for people and JSON.
    default String word() {
        return switch (this) {
            case Starting _ -> "starting";
            case Running _ -> "running";
            case Finished _ -> "finished";
            case Stopped _ -> "stopped";
            case Failed _ -> "failed";
        };
    }
}
