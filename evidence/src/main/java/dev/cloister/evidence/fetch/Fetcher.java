package dev.cloister.evidence.fetch;

import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.TrustAnchors;
import dev.cloister.evidence.Vouching;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/// Gets what a verifier lacks for a piece of evidence: out of a cache, or from the key services. Safe for use by many
/// threads, and by many processes on one cache.
///
/// For each thing asked for:
///
/// 1. what the cache has is checked as an answer is; if nothing newer need be looked for, it is used;
/// 2. offline, it is used as it is;
/// 3. else one process asks, the others wait for what it brings; each service gets its turns, in distances that it
///    bears, and is left alone as long as it says (`Retry-After`);
/// 4. an answer counts if it is what was asked for and a vendor signed it; it replaces what the cache has unless that
/// is
///    newer, and then both are handed on;
/// 5. without an answer what the cache has stands in as long as it holds, and a note says so; else it is missing, with
///    the reason. "Not known to be revoked" comes of a list alone.
public final class Fetcher {
    private final Wants wants;
    private final Rules rules;
    private final Vouching vouching;
    private final Asking asking;

    /// @param offline nothing is fetched
    /// @param evaluations of Intel's documents, all of them
    /// @param patience how long one request may wait for its turn and for a service that wants to be asked later
    /// @param anchors whose signature counts
    /// @param progress is told, in words, what is waited for
    public record Rules(
            boolean offline,
            List<Evaluation> evaluations,
            Duration patience,
            TrustAnchors anchors,
            Consumer<String> progress) {
        /// From the vendors, Intel's standard evaluation, two minutes of patience.
        public static final Rules USUAL = new Rules(
                false, List.of(Evaluation.STANDARD), Duration.ofMinutes(2), TrustAnchors.vendors(), text -> {});

        public Rules {
            evaluations = evaluations.stream().distinct().toList();
            if (evaluations.isEmpty()) {
                throw new IllegalArgumentException("one evaluation at least");
            }
        }
    }

    /// @param cache a folder; made when something is to be kept there
    public Fetcher(KeyServices services, Path cache, Rules rules) {
        this(services, cache, rules, Http.Limits.USUAL, Clockwork.REAL);
    }

    Fetcher(KeyServices services, Path cache, Rules rules, Http.Limits limits, Clockwork time) {
        this.wants = new Wants(services);
        this.rules = rules;
        this.vouching = new Vouching(rules.anchors());
        this.asking = new Asking(new Http(limits), new Cache(cache), time, rules.patience(), rules.progress());
    }

    /// All that evidence does not bring itself and a verification at that time needs.
    public Fetched fetch(Evidence evidence, Instant at) {
        Obtaining obtaining = new Obtaining(asking, vouching, rules.offline(), at);
        return new Errand(wants, obtaining, vouching, rules.evaluations()).fetched(evidence);
    }
}
