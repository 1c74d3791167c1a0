package dev.cloister.broker.release;

import dev.cloister.evidence.appraisal.Verdict;
import dev.cloister.workload.ResourcePath;

/// Proof that one guest may have one resource. Only {@link ReleaseDesk} makes one.
public sealed interface Grant {
    ResourcePath path();

    /// An appraisal under that resource's own release policy ended in trust.
    final class Appraised implements Grant {
        private final ResourcePath path;
        private final Verdict.Trusted trusted;

        Appraised(ResourcePath path, Verdict.Trusted trusted) {
            this.path = path;
            this.trusted = trusted;
        }

        @Override
        public ResourcePath path() {
            return path;
        }

        public Verdict.Trusted trusted() {
            return trusted;
        }
    }

    /// The resource's own release policy gives it to the sample attester, that is to anybody.
    final class ForTrial implements Grant {
        private final ResourcePath path;

        ForTrial(ResourcePath path) {
            this.path = path;
        }

        @Override
        public ResourcePath path() {
            return path;
        }
    }
}
