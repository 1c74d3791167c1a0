package dev.cloister.evidence;

import dev.cloister.evidence.dcap.Collateral;
import dev.cloister.evidence.dcap.EnclaveIdentity;
import dev.cloister.evidence.dcap.Mismatch;
import dev.cloister.evidence.dcap.TcbEvaluation;
import dev.cloister.evidence.dcap.TcbEvaluation.Outcome;
import dev.cloister.evidence.dcap.TcbInfo;
import dev.cloister.evidence.dcap.TcbStatus;
import dev.cloister.evidence.dcap.Tee;
import dev.cloister.evidence.sgx.EnclaveReport;
import dev.cloister.evidence.x509.Certificate;
import dev.cloister.evidence.x509.RevocationList;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Steps 3 to 10 of {@link Verifier#verify} about a quote, for one certificate of the platform's key: each
/// adds what speaks against the quote, none stops the others.
final class DcapArgument<E extends Evidence.Dcap> {
    private static final Set<String> ISSUERS = Set.of(IntelCertificates.PROCESSOR_CA, IntelCertificates.PLATFORM_CA);

    private final E evidence;
    private final PckKey key;
    private final Collected collected;
    private final DcapVerdicts verdicts;
    private final Rules rules;
    private final Instant at;
    private final ArguedChain argued;
    private Optional<Certificate> end = Optional.empty();
    private Optional<Instant> listMade = Optional.empty();
    private Optional<TcbEvaluation> evaluation = Optional.empty();

    /// What a verifier was told.
    record Rules(TrustAnchors anchors, Revocation revocation, TcbCheck tcb) {}

    DcapArgument(E evidence, PckKey key, Collected collected, DcapVerdicts verdicts, Rules rules, Instant at) {
        this.evidence = evidence;
        this.key = key;
        this.collected = collected;
        this.verdicts = verdicts;
        this.rules = rules;
        this.at = at;
        this.argued = new ArguedChain(key.certificate(), collected.gaps(), at);
    }

    /// `quoteFlaws` are those of steps 1 and 2; `signedByKey` is step 3.
    Verification<E> outcome(List<Flaw> quoteFlaws, boolean signedByKey) {
        argued.addAll(quoteFlaws);
        if (!signedByKey) { // 3
            argued.add(new Flaw.BadQeSignature("the key of the PCK certificate"));
        }
        chain(); // 4
        anchored(); // 5
        argued.dates(); // 6
        if (argued.isWhole()) {
            Certificate root = argued.root().orElseThrow();
            List<RevocationList> ofRoot = listsBy(root);
            revocation(argued.issuer().orElseThrow(), root, ofRoot); // 7
            judged(documentSigners(root, ofRoot)); // 8 to 10
        }
        return argued.outcome(evidence, new Established.Dcap(key.platform(), evaluation), listMade);
    }

    private void chain() {
        Optional<Certificate> issuer = signer(key.certificate(), by -> verdicts.made(key, by));
        argued.issuedBy(issuer);
        issuer.map(Certificate::commonName)
                .filter(name -> !ISSUERS.contains(name))
                .ifPresent(name -> argued.add(new Flaw.BrokenChain(
                        key.certificate().commonName(),
                        "issued by " + IntelCertificates.PROCESSOR_CA + " or " + IntelCertificates.PLATFORM_CA,
                        "it was issued by " + name)));
        argued.endsIn(
                issuer.flatMap(signed -> signer(signed, by -> verdicts.made(signed, by))),
                top -> verdicts.made(top, top));
    }

    /// Who signed the certificate. Several of one key differ in their dates, and valid ones come first.
    private Optional<Certificate> signer(Certificate certificate, Predicate<Certificate> signed) {
        List<Certificate> candidates = collected.issuersOf(certificate, at);
        String wanted = certificate.issuer().commonName();
        if (candidates.isEmpty() && collected.chainIsQuoted()) {
            argued.add(new Flaw.BrokenChain(
                    certificate.commonName(),
                    "its issuer among the certificates in the quote",
                    "none of the certificates in the quote is " + wanted + ", which issued it"));
            end = Optional.of(certificate);
            return Optional.empty();
        }
        if (candidates.isEmpty()) {
            argued.add(new Gap.NoCertificate(wanted + ", which issued " + certificate.commonName()));
            return Optional.empty();
        }
        Optional<Certificate> found = candidates.stream().filter(signed).findFirst();
        if (found.isEmpty()) {
            argued.add(new Flaw.BrokenChain(
                    certificate.commonName(),
                    "signed by " + wanted + " (ECDSA on P-256 with SHA-256)",
                    "it was not signed by " + wanted));
        }
        found.ifPresent(by -> argued.mayIssue(by, certificate));
        return found;
    }

    /// Pre-production roots bear the name of the production root: it is the key that counts.
    private void anchored() {
        argued.root().or(() -> end).ifPresent(last -> {
            RootFingerprint fingerprint = RootFingerprint.of(last);
            if (!rules.anchors.contains(fingerprint)) {
                argued.add(new Flaw.UnknownRoot(last.commonName(), fingerprint));
            }
        });
    }

    private List<RevocationList> listsBy(Certificate signer) {
        return collected.lists().stream()
                .filter(list -> verdicts.made(list, signer))
                .sorted(Comparator.comparing(RevocationList::thisUpdate))
                .toList();
    }

    /// Intel's root says which issuers it revoked, an issuer which keys of platforms.
    private void revocation(Certificate issuer, Certificate root, List<RevocationList> ofRoot) {
        List<RevocationList> ofIssuer = listsBy(issuer);
        argued.revoked(issuer, ofRoot).ifPresent(argued::add);
        argued.revoked(key.certificate(), ofIssuer).ifPresent(argued::add);
        if (rules.revocation == Revocation.REQUIRED) {
            Optional<Instant> byRoot = argued.clearedBy(root, ofRoot);
            Optional<Instant> byIssuer = argued.clearedBy(issuer, ofIssuer);
            listMade = byRoot.flatMap(one -> byIssuer.map(other -> one.isBefore(other) ? one : other));
        }
    }

    /// A certificate of a key that signs Intel's documents; `revoked` if the root took it back.
    private record Signer(Certificate certificate, Optional<Flaw> revoked) {
        boolean isGood() {
            return revoked.isEmpty();
        }
    }

    /// Those that this root signed and that are valid: one for each key, as others of it differ in their dates alone.
    private List<Signer> documentSigners(Certificate root, List<RevocationList> ofRoot) {
        List<Signer> signers = new ArrayList<>();
        for (Certificate certificate : collected.named(IntelCertificates.TCB_SIGNING)) {
            boolean known = signers.stream()
                    .anyMatch(signer -> signer.certificate.keyFingerprint().equals(certificate.keyFingerprint()));
            boolean fit = certificate.isValidAt(at) && !certificate.hasUnknownCritical();
            if (!known && fit && verdicts.made(certificate, root)) {
                signers.add(new Signer(certificate, argued.revoked(certificate, ofRoot)));
            }
        }
        return signers;
    }

    private void judged(List<Signer> signers) {
        Tee tee = evidence.quote().header().tee();
        EnclaveReport qeReport = evidence.quote().signature().qeReport();
        Optional<EnclaveIdentity> identity = fresh(
                        document -> document instanceof EnclaveIdentity known && known.isFor(tee),
                        "identity of the quoting enclave for " + tee.title(),
                        signers)
                .map(EnclaveIdentity.class::cast);
        Optional<Mismatch> other = identity.flatMap(known -> known.mismatch(qeReport));
        other.ifPresent(mismatch -> argued.add(new Flaw.WrongQuotingEnclave(mismatch))); // 8
        Optional<TcbInfo> info = fresh(
                        document -> document instanceof TcbInfo known && known.isFor(tee, key.platform()),
                        TcbInfo.titleOf(tee, key.platform().fmspc()),
                        signers)
                .map(TcbInfo.class::cast);
        if (info.isPresent() && identity.isPresent() && other.isEmpty()) {
            evaluated(evaluate(qeReport, info.get(), identity.get())); // 9, 10
        }
    }

    private Outcome evaluate(EnclaveReport qeReport, TcbInfo info, EnclaveIdentity identity) {
        return switch ((Evidence.Dcap) evidence) {
            case Evidence.Sgx sgx -> TcbEvaluation.of(key.platform(), qeReport, info, identity);
            case Evidence.Tdx tdx ->
                TcbEvaluation.of(key.platform(), qeReport, tdx.quote().body(), info, identity);
        };
    }

    private void evaluated(Outcome outcome) {
        switch (outcome) {
            case Outcome.WrongModule wrong -> argued.add(new Flaw.WrongTdxModule(wrong.mismatch()));
            case Outcome.Unsupported below -> argued.add(new Flaw.UnsupportedTcb(below.what()));
            case Outcome.Evaluated known -> {
                evaluation = Optional.of(known.evaluation());
                if (known.evaluation().status() == TcbStatus.REVOKED) {
                    argued.add(new Flaw.RevokedTcb(known.evaluation().advisories()));
                }
            }
        }
    }

    /// Of the documents wanted that are Intel's and fresh, the one that knows most: several may be in force
    /// side by side. What a revoked key signed counts for nothing, and is a flaw if there is nothing else.
    private Optional<Collateral> fresh(Predicate<Collateral> wanted, String title, List<Signer> signers) {
        List<Collateral> all = collected.documents().stream().filter(wanted).toList();
        List<Collateral> signed = all.stream()
                .filter(document -> signers.stream()
                        .anyMatch(signer -> signer.isGood() && verdicts.made(document, signer.certificate)))
                .toList();
        Optional<Collateral> best = signed.stream()
                .filter(document -> document.isFreshAt(at))
                .max(Comparator.comparingInt(Collateral::evaluationNumber).thenComparing(Collateral::issueDate));
        if (best.isPresent()) {
            return best;
        }
        Optional<Flaw> revoked = signers.stream()
                .filter(signer -> all.stream().anyMatch(document -> verdicts.made(document, signer.certificate)))
                .flatMap(signer -> signer.revoked.stream())
                .findFirst();
        if (revoked.isPresent()) {
            argued.addOnce(revoked.get());
        } else if (rules.tcb == TcbCheck.REQUIRED) {
            argued.add(signed.isEmpty() ? new Gap.NoCollateral(title) : Staleness.noFreshDocument(title, signed, at));
        }
        return Optional.empty();
    }
}
