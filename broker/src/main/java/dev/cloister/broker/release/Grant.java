package dev.cloister.broker.release;

import dev.cloister.evidence.appraisal.Verdict;
import dev.cloister.workload.ResourcePath;

/// Proof that one guest may have one resource: an appraisal under that resource's own release policy ended in trust.
/// Only {@link ReleaseDesk} makes one.
public final class Grant {
    private final ResourcePath path;
    private final Verdict.Trusted trusted;

    Grant(ResourcePath path, Verdict.Trusted trusted) {
        this.path = path;
        this.trusted = trusted;
    }

    public ResourcePath path() {
        return path;
    }

    public Verdict.Trusted trusted() {
        return trusted;
    }
}
