package dev.cloister.evidence.fetch;

import dev.cloister.bytes.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What asking a service came to.
sealed interface Response {
    /// Status 200, whole.
    ///
    /// @param chains values of the headers that hold issuers, still URL-encoded
    record Served(Bytes body, List<String> chains, String type) implements Response {}

    /// @param reason behind "it was not fetched: "
    /// @param kind what to do about it next
    /// @param after how long the service wants to be left alone, where it says so
    record Failure(String reason, String todo, Kind kind, Optional<Duration> after) implements Response {
        static Failure of(Kind kind, String reason, String todo) {
            return new Failure(reason, todo, kind, Optional.empty());
        }

        /// Whether asking again may help.
        boolean mayPass() {
            return kind == Kind.BUSY || kind == Kind.UNREACHABLE;
        }

        Failure withWish() {
            return after.map(own -> because(", and wants to be asked again in " + own.toSeconds() + " s"))
                    .orElse(this);
        }

        Failure because(String more) {
            return new Failure(reason + more, todo, kind, after);
        }
    }

    enum Kind {
        /// Asking again soon may help.
        BUSY,
        /// So it may, but the service may be down for all that is asked of it.
        UNREACHABLE,
        /// The service does not have it.
        ABSENT,
        /// Asking again brings the same.
        FINAL
    }
}
