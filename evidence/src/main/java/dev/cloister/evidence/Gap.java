package dev.cloister.evidence;

import java.time.Instant;
import java.util.Optional;

/// What was out of reach, so that nothing could be decided.
public sealed interface Gap extends Objection {
    /// A certificate is missing that the chain needs.
    record NoCertificate(String wanted) implements Gap {}

    /// No revocation list that the root signed.
    record NoRevocationList(String root) implements Gap {}

    /// The newest list of the root had run out at the time of verification. `nextUpdate` is `Instant.MIN` if
    /// the list has none.
    record StaleRevocationList(String root, Instant nextUpdate, Instant at) implements Gap {
        private boolean saysNext() {
            return !nextUpdate.equals(Instant.MIN);
        }
    }

    /// All lists of the root were made after the time of verification.
    record LaterRevocationList(String root, Instant thisUpdate, Instant at) implements Gap {}

    /// None of Intel's documents of that kind; what Intel did not sign is none.
    record NoCollateral(String wanted) implements Gap {}

    /// The newest of Intel's documents of that kind had run out at the time of verification.
    record StaleCollateral(String title, Instant nextUpdate, Instant at) implements Gap {}

    /// All documents of that kind were made after the time of verification.
    record LaterCollateral(String title, Instant issueDate, Instant at) implements Gap {}

    /// Reading endorsements failed.
    record OutOfReach(String reason) implements Gap {}

    /// A key service did not give what was asked of it, or its turn has not come; says why nothing better is at
    /// hand. Never an answer about the thing itself: what a service does not say is not "not revoked".
    ///
    /// @param what the thing asked for
    /// @param reason why there is no answer to use
    /// @param todo what to do about it
    record NotFetched(String what, String reason, String todo) implements Gap {}

    @Override
    default String code() {
        return switch (this) {
            case NoCertificate g -> "no-certificate";
            case NoRevocationList g -> "no-revocation-list";
            case StaleRevocationList g -> "stale-revocation-list";
            case LaterRevocationList g -> "later-revocation-list";
            case NoCollateral g -> "no-collateral";
            case StaleCollateral g -> "stale-collateral";
            case LaterCollateral g -> "later-collateral";
            case OutOfReach g -> "out-of-reach";
            case NotFetched g -> "not-fetched";
        };
    }

    @Override
    default String sentence() {
        return switch (this) {
            case NoCertificate g -> "no certificate at hand for " + g.wanted;
            case NoRevocationList g -> "no revocation list at hand that " + g.root + " signed";
            case StaleRevocationList g ->
                "the revocation list of " + g.root
                        + (g.saysNext() ? " ran out on " + g.nextUpdate : " does not say how long it holds")
                        + ", a newer one is needed";
            case LaterRevocationList g ->
                "the revocation list of " + g.root + " is of " + g.thisUpdate + ", after the time of verification";
            case NoCollateral g -> "no " + g.wanted + " at hand that Intel signed";
            case StaleCollateral g -> "the " + g.title + " ran out on " + g.nextUpdate + ", a newer one is needed";
            case LaterCollateral g -> "the " + g.title + " is of " + g.issueDate + ", after the time of verification";
            case OutOfReach g -> "endorsements are out of reach: " + g.reason;
            case NotFetched g -> "the " + g.what + " was not fetched: " + g.reason;
        };
    }

    @Override
    default Optional<String> field() {
        return switch (this) {
            case NoCertificate g -> Optional.of("certificate chain");
            case NoRevocationList g -> Optional.of("revocation list of " + g.root);
            case StaleRevocationList g -> Optional.of("nextUpdate of the revocation list of " + g.root);
            case LaterRevocationList g -> Optional.of("thisUpdate of the revocation list of " + g.root);
            case NoCollateral g -> Optional.of(g.wanted);
            case StaleCollateral g -> Optional.of("nextUpdate of the " + g.title);
            case LaterCollateral g -> Optional.of("issueDate of the " + g.title);
            case OutOfReach g -> Optional.empty();
            case NotFetched g -> Optional.of(g.what);
        };
    }

    @Override
    default Optional<String> expected() {
        return switch (this) {
            case NoCertificate g -> Optional.of("a certificate for " + g.wanted);
            case NoRevocationList g -> Optional.of("a list that is fresh");
            case StaleRevocationList g -> Optional.of(g.at + " or later");
            case LaterRevocationList g -> Optional.of(g.at + " or earlier");
            case NoCollateral g -> Optional.of("a document that is fresh");
            case StaleCollateral g -> Optional.of(g.at + " or later");
            case LaterCollateral g -> Optional.of(g.at + " or earlier");
            case OutOfReach g -> Optional.empty();
            case NotFetched g -> Optional.empty();
        };
    }

    @Override
    default Optional<String> got() {
        return switch (this) {
            case NoCertificate g -> Optional.empty();
            case NoRevocationList g -> Optional.empty();
            case StaleRevocationList g -> Optional.of(g.saysNext() ? g.nextUpdate.toString() : "no nextUpdate");
            case LaterRevocationList g -> Optional.of(g.thisUpdate.toString());
            case NoCollateral g -> Optional.empty();
            case StaleCollateral g -> Optional.of(g.nextUpdate.toString());
            case LaterCollateral g -> Optional.of(g.issueDate.toString());
            case OutOfReach g -> Optional.empty();
            case NotFetched g -> Optional.empty();
        };
    }

    @Override
    default String remedy() {
        return switch (this) {
            case NoCertificate g ->
                "put that certificate among the endorsements; the vendor's key service or the host has it";
            case NoRevocationList g -> "put the vendor's revocation list of that root among the endorsements";
            case StaleRevocationList g -> "fetch the vendor's revocation list of that root anew";
            case LaterRevocationList g -> "take the revocation list that was in force at the time of verification";
            case NoCollateral g ->
                "put that document among the endorsements, exactly as Intel's provisioning service (PCS) or a cache of it"
                        + " (PCCS) serves it";
            case StaleCollateral g -> "fetch that document anew";
            case LaterCollateral g -> "take the document that was in force at the time of verification";
            case OutOfReach g -> "bring the endorsements into reach, then verify again";
            case NotFetched g -> g.todo;
        };
    }
}
