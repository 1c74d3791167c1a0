package dev.cloister.evidence.appraisal;

import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Gap;
import dev.cloister.evidence.Objection;
import dev.cloister.evidence.Verification.Verified;
import java.util.List;

/// The answer to one question: may this guest be trusted under this policy?
public sealed interface Verdict {

    /// Yes. A capability, so a final class: nobody outside this package can make one.
    final class Trusted implements Verdict {
        private final Verified<? extends Evidence> verified;
        private final String policy;

        Trusted(Verified<? extends Evidence> verified, String policy) {
            this.verified = verified;
            this.policy = policy;
        }

        public Verified<? extends Evidence> verified() {
            return verified;
        }

        /// Name of the trust policy.
        public String policy() {
            return policy;
        }
    }

    /// No, and here is every reason found.
    record Rejected(List<Finding> findings) implements Verdict {
        public Rejected {
            findings = List.copyOf(findings);
            if (findings.isEmpty()) {
                throw new IllegalArgumentException("a rejection names a finding");
            }
        }
    }

    /// Could not tell: something needed was out of reach. Never treated as yes.
    record Undecided(List<Gap> gaps) implements Verdict {
        public Undecided {
            gaps = List.copyOf(gaps);
            if (gaps.isEmpty()) {
                throw new IllegalArgumentException("what is undecided names a gap");
            }
        }
    }

    /// What stands against a yes, nothing if it is one: findings, gaps, and for evidence that is not genuine the
    /// verifier's flaws themselves.
    default List<? extends Objection> objections() {
        return switch (this) {
            case Trusted yes -> List.of();
            case Rejected no ->
                no.findings.stream()
                        .map(finding -> finding instanceof Finding.NotGenuine not ? not.flaw() : finding)
                        .toList();
            case Undecided open -> open.gaps;
        };
    }
}
