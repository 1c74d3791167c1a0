package dev.cloister.evidence.ratls;

import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Gap;
import dev.cloister.evidence.Objection;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.appraisal.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/// The answer to one question: is the holder of this certificate's key who the program wants to talk to?
public sealed interface PeerVerdict {

    /// Yes, of whoever has the key. Only a {@link PeerVerifier} makes one.
    final class Trusted implements PeerVerdict {
        private final RatlsCertificate certificate;
        private final Verdict.Trusted verdict;

        Trusted(RatlsCertificate certificate, Verdict.Trusted verdict) {
            this.certificate = certificate;
            this.verdict = verdict;
        }

        public RatlsCertificate certificate() {
            return certificate;
        }

        /// What the verifier established of the evidence.
        public Verified<? extends Evidence> verified() {
            return verdict.verified();
        }

        /// Name of the trust policy.
        public String policy() {
            return verdict.policy();
        }

        /// The time that this is true of.
        public Instant at() {
            return verified().at();
        }
    }

    /// No, and here is every reason found: a {@link PeerFinding}, a flaw of the evidence, or a finding of the
    /// appraisal.
    record Rejected(List<Objection> reasons) implements PeerVerdict {
        public Rejected {
            reasons = List.copyOf(reasons);
            if (reasons.isEmpty()) {
                throw new IllegalArgumentException("a rejection names a reason");
            }
        }
    }

    /// Could not tell: collateral was missing or out of reach. Never treated as yes.
    record Undecided(List<Gap> gaps) implements PeerVerdict {
        public Undecided {
            gaps = List.copyOf(gaps);
            if (gaps.isEmpty()) {
                throw new IllegalArgumentException("what is undecided names a gap");
            }
        }
    }

    /// What stands against a yes; nothing if it is one.
    default List<? extends Objection> objections() {
        return switch (this) {
            case Trusted yes -> List.of();
            case Rejected no -> no.reasons;
            case Undecided open -> open.gaps;
        };
    }

    /// In one line: the codes of all objections, then their sentences.
    default String sentence() {
        String word = switch (this) {
            case Trusted yes -> "trusted under " + yes.policy();
            case Rejected no -> "not trusted";
            case Undecided open -> "not trusted, as something is missing";
        };
        List<? extends Objection> all = objections();
        if (all.isEmpty()) {
            return word;
        }
        String codes = all.stream().map(Objection::code).distinct().collect(Collectors.joining(", "));
        String sentences = all.stream()
                .map(one -> one.sentence() + " (" + one.remedy() + ")")
                .collect(Collectors.joining("; "));
        return word + ": " + codes + ": " + sentences;
    }
}
