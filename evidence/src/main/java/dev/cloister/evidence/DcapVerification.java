package dev.cloister.evidence;

import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.dcap.Certification;
import dev.cloister.evidence.dcap.Platform;
import dev.cloister.evidence.dcap.QuoteSignature;
import dev.cloister.evidence.x509.Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// One asking of {@link Verifier#verify} about a quote: which certificates of the platform's key there are,
/// and which answer is the best.
final class DcapVerification<E extends Evidence.Dcap> {
    /// Certificates of the platform's key that are tried.
    private static final int MAX_TRIED = 8;

    private static final String FIT = "as Intel's PCK certificate profile describes it";

    private final E evidence;
    private final DcapVerdicts verdicts;
    private final Collected collected;
    private final DcapArgument.Rules rules;

    DcapVerification(E evidence, Collected collected, DcapVerdicts verdicts, DcapArgument.Rules rules) {
        this.evidence = evidence;
        this.collected = collected;
        this.verdicts = verdicts;
        this.rules = rules;
    }

    Verification<E> outcome(Instant at) {
        List<Flaw> flaws = QuoteChecks.flaws(evidence.quote(), verdicts.signatures());
        List<Verification<E>> outcomes = new ArrayList<>();
        for (Candidate candidate : candidates()) {
            Verification<E> outcome = switch (candidate) {
                case Fit fit ->
                    new DcapArgument<>(evidence, fit.key, collected, verdicts, rules, at).outcome(flaws, fit.signed);
                case Unfit unfit -> new Verification.Refused<>(List.of(unfit.flaw));
            };
            if (outcome instanceof Verification.Verified<E>) {
                return outcome;
            }
            outcomes.add(outcome);
        }
        return outcomes.stream()
                .min(Comparator.comparingInt(Verifier::rank))
                .orElseGet(() -> withoutCertificate(flaws));
    }

    private Verification<E> withoutCertificate(List<Flaw> flaws) {
        List<Gap> gaps = new ArrayList<>(collected.gaps());
        gaps.add(new Gap.NoCertificate("the platform's key (PCK) that vouches for the quoting enclave"));
        return flaws.isEmpty()
                ? new Verification.Unsettled<>(gaps)
                : new Verification.Refused<>(flaws, gaps, List.of());
    }

    /// A certificate that bears the key's name.
    private sealed interface Candidate {
        boolean isSigner();
    }

    /// `signed`: its key made the signature of the quoting enclave's report.
    private record Fit(PckKey key, boolean signed) implements Candidate {
        @Override
        public boolean isSigner() {
            return signed;
        }
    }

    private record Unfit(Flaw flaw) implements Candidate {
        @Override
        public boolean isSigner() {
            return false;
        }
    }

    /// Those that signed first.
    private List<Candidate> candidates() {
        List<Candidate> candidates = new ArrayList<>();
        for (Certificate certificate : collected.named(IntelCertificates.PCK)) {
            if (candidates.size() < MAX_TRIED) {
                candidate(certificate).ifPresent(candidates::add);
            }
        }
        candidates.sort(Comparator.comparing(Candidate::isSigner).reversed());
        return candidates;
    }

    /// Empty for the certificate of another platform, where the quote names its own.
    private Optional<Candidate> candidate(Certificate certificate) {
        QuoteSignature signature = evidence.quote().signature();
        Optional<PckKey> known = verdicts.key(certificate.der());
        try {
            PckKey key = known.isPresent() ? known.get() : PckKey.parse(certificate, verdicts.signatures());
            if (signature.certification() instanceof Certification.Ppid ppid && !isNamed(ppid, key.platform())) {
                return Optional.empty();
            }
            return Optional.of(new Fit(
                    key,
                    verdicts.signatures()
                            .p256()
                            .signed(signature.qeReport().raw(), signature.qeReportSignature(), key.key())));
        } catch (Malformed e) {
            return Optional.of(
                    new Unfit(new Flaw.UnfitCertificate(certificate.commonName(), e.field(), FIT, e.problem())));
        }
    }

    private static boolean isNamed(Certification.Ppid named, Platform platform) {
        return named.cpuSvn().equals(platform.cpuSvn())
                && named.pceSvn() == platform.pceSvn()
                && (named.pceId().isEmpty() || named.pceId().equals(platform.pceId()))
                && (named.type() != 1 || named.ppid().equals(platform.ppid()));
    }
}
