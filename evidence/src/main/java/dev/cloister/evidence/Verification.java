package dev.cloister.evidence;

import dev.cloister.evidence.snp.ProductLine;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What asking "is this genuine?" can end in.
public sealed interface Verification<E extends Evidence> {

    /// Yes. Proof that every step of the verifier's argument held at one time; only the verifier can make
    /// one.
    final class Verified<E extends Evidence> implements Verification<E> {
        private final E evidence;
        private final List<ChainLink> chain;
        private final RootFingerprint root;
        private final boolean vendorRoot;
        private final Established established;
        private final Optional<Instant> revocationListMade;
        private final Instant at;

        Verified(
                E evidence,
                List<ChainLink> chain,
                RootFingerprint root,
                boolean vendorRoot,
                Established established,
                Optional<Instant> revocationListMade,
                Instant at) {
            this.evidence = evidence;
            this.chain = List.copyOf(chain);
            this.root = root;
            this.vendorRoot = vendorRoot;
            this.established = established;
            this.revocationListMade = revocationListMade;
            this.at = at;
        }

        public E evidence() {
            return evidence;
        }

        /// From the key that signed the statement to the root.
        public List<ChainLink> chain() {
            return chain;
        }

        public RootFingerprint root() {
            return root;
        }

        public String rootName() {
            return chain.getLast().name();
        }

        /// The root is not one of the vendor's own, so that no hardware stands behind the statement. To be
        /// shown wherever the result is.
        public boolean emulated() {
            return !vendorRoot;
        }

        /// What is known besides, by the kind of evidence.
        public Established established() {
            return established;
        }

        /// Of SNP evidence alone: as the certificate says, and the report where it names its chip.
        ///
        /// @throws IllegalStateException of other evidence, which has none
        public ProductLine productLine() {
            return switch (established) {
                case Established.Snp snp -> snp.productLine();
                case Established.Dcap dcap -> throw new IllegalStateException("only SNP evidence has a product line");
            };
        }

        /// The cloud provider whose key (VLEK) signed, as its certificate names it; empty if the chip's own
        /// did, and of other evidence than SNP's.
        public Optional<String> provider() {
            return switch (established) {
                case Established.Snp snp -> snp.provider();
                case Established.Dcap dcap -> Optional.empty();
            };
        }

        /// A fresh revocation list was at hand; false only if the verifier was told that none is needed.
        public boolean revocationChecked() {
            return revocationListMade.isPresent();
        }

        /// When the vendor made the newest of the fresh lists at hand (`thisUpdate`); empty if none was
        /// needed.
        public Optional<Instant> revocationListMade() {
            return revocationListMade;
        }

        /// The time that all this is true of.
        public Instant at() {
            return at;
        }
    }

    /// No, and here is every reason found; `gaps` is what was out of reach besides, `chain` the certificates
    /// that were looked at, from the signing key's on, as far as they were found. None of them is vouched
    /// for.
    record Refused<E extends Evidence>(List<Flaw> flaws, List<Gap> gaps, List<ChainLink> chain)
            implements Verification<E> {
        public Refused(List<Flaw> flaws) {
            this(flaws, List.of(), List.of());
        }

        public Refused {
            flaws = List.copyOf(flaws);
            gaps = List.copyOf(gaps);
            chain = List.copyOf(chain);
            if (flaws.isEmpty()) {
                throw new IllegalArgumentException("a refusal names a flaw");
            }
        }
    }

    /// Could not tell, as something was out of reach. Never treated as yes. `chain` as for a refusal; it is
    /// empty if no certificate of the signing key was at hand, so that not even the signature was looked at.
    record Unsettled<E extends Evidence>(List<Gap> gaps, List<ChainLink> chain) implements Verification<E> {
        public Unsettled(List<Gap> gaps) {
            this(gaps, List.of());
        }

        public Unsettled {
            gaps = List.copyOf(gaps);
            chain = List.copyOf(chain);
            if (gaps.isEmpty()) {
                throw new IllegalArgumentException("what is unsettled names a gap");
            }
        }
    }
}
