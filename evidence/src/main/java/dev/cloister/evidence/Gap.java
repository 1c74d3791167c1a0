package dev.cloister.evidence;

import java.time.Instant;

/// What was out of reach, so that nothing could be decided.
public sealed interface Gap {
    /// A certificate is missing that the chain needs.
    record NoCertificate(String wanted) implements Gap {}

    /// No revocation list that the root signed.
    record NoRevocationList(String root) implements Gap {}

    /// The newest list of the root had run out at the time of verification.
    record StaleRevocationList(String root, Instant nextUpdate) implements Gap {}

    /// All lists of the root were made after the time of verification.
    record LaterRevocationList(String root, Instant thisUpdate) implements Gap {}

    /// Reading endorsements failed.
    record OutOfReach(String reason) implements Gap {}

    /// Stable, kebab-case: for JSON, metrics and documents.
    default String code() {
        return switch (this) {
            case NoCertificate g -> "no-certificate";
            case NoRevocationList g -> "no-revocation-list";
            case StaleRevocationList g -> "stale-revocation-list";
            case LaterRevocationList g -> "later-revocation-list";
            case OutOfReach g -> "out-of-reach";
        };
    }

    /// For people: lower case, no full stop.
    default String sentence() {
        return switch (this) {
            case NoCertificate g -> "no certificate at hand for " + g.wanted;
            case NoRevocationList g -> "no revocation list at hand that " + g.root + " signed";
            case StaleRevocationList g ->
                "the revocation list of " + g.root + " ran out on " + g.nextUpdate + ", a newer one is needed";
            case LaterRevocationList g ->
                "the revocation list of " + g.root + " is of " + g.thisUpdate + ", after the time of verification";
            case OutOfReach g -> "endorsements are out of reach: " + g.reason;
        };
    }
}
