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
    private final List<Flaw> flaws = new ArrayList<>();
    private final List<Gap> gaps;
    private Optional<Certificate> issuer = Optional.empty();
    private Optional<Certificate> root = Optional.empty();
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
        this.gaps = new ArrayList<>(collected.gaps());
    }

    /// `quoteFlaws` are those of steps 1 and 2; `signedByKey` is step 3. A flaw outweighs a gap: what is
    /// wrong stays wrong when more comes into reach.
    Verification<E> outcome(List<Flaw> quoteFlaws, boolean signedByKey) {
        flaws.addAll(quoteFlaws);
        if (!signedByKey) { // 3
            flaws.add(new Flaw.BadQeSignature("the key of the PCK certificate"));
        }
        chain(); // 4
        anchored(); // 5
        dates(key.certificate()); // 6
        issuer.ifPresent(this::dates);
        root.ifPresent(this::dates);
        if (issuer.isPresent() && root.isPresent()) {
            List<Certificate> signers = documentSigners(root.get());
            revocation(issuer.get(), root.get(), signers); // 7
            judged(signers); // 8 to 10
        }
        if (!flaws.isEmpty()) {
            return new Verification.Refused<>(flaws, gaps, found());
        }
        if (!gaps.isEmpty() || issuer.isEmpty() || root.isEmpty()) {
            return new Verification.Unsettled<>(gaps, found());
        }
        RootFingerprint fingerprint = fingerprint(root.get());
        return new Verification.Verified<>(
                evidence,
                found(),
                fingerprint,
                TrustAnchors.isVendors(fingerprint),
                new Established.Dcap(key.platform(), evaluation),
                listMade,
                at);
    }

    private void chain() {
        issuer = signer(key.certificate(), by -> verdicts.made(key, by));
        issuer.map(Certificate::commonName)
                .filter(name -> !ISSUERS.contains(name))
                .ifPresent(name -> flaws.add(new Flaw.BrokenChain(
                        key.certificate().commonName(),
                        "issued by " + IntelCertificates.PROCESSOR_CA + " or " + IntelCertificates.PLATFORM_CA,
                        "it was issued by " + name)));
        root = issuer.flatMap(signed -> signer(signed, by -> verdicts.made(signed, by)));
        root.filter(top -> !verdicts.made(top, top))
                .ifPresent(top -> flaws.add(new Flaw.BrokenChain(
                        top.commonName(), "a signature by its own key", "a root that did not sign itself")));
    }

    /// Who signed the certificate. Several of one key differ in their dates, and valid ones come first.
    private Optional<Certificate> signer(Certificate certificate, Predicate<Certificate> signed) {
        List<Certificate> candidates = collected.issuersOf(certificate, at);
        String wanted = certificate.issuer().commonName();
        if (candidates.isEmpty() && collected.chainIsQuoted()) {
            flaws.add(new Flaw.BrokenChain(
                    certificate.commonName(),
                    "its issuer among the certificates in the quote",
                    "none of the certificates in the quote is " + wanted + ", which issued it"));
            end = Optional.of(certificate);
            return Optional.empty();
        }
        if (candidates.isEmpty()) {
            gaps.add(new Gap.NoCertificate(wanted + ", which issued " + certificate.commonName()));
            return Optional.empty();
        }
        Optional<Certificate> found = candidates.stream().filter(signed).findFirst();
        if (found.isEmpty()) {
            flaws.add(new Flaw.BrokenChain(
                    certificate.commonName(),
                    "signed by " + wanted + " (ECDSA on P-256 with SHA-256)",
                    "it was not signed by " + wanted));
        } else if (!found.get().mayIssue()) {
            flaws.add(new Flaw.BrokenChain(
                    certificate.commonName(),
                    "an issuer whose basic constraints and key usage let it sign certificates",
                    wanted + " may not issue certificates"));
        } else if (found.get().hasUnknownCritical()) {
            flaws.add(new Flaw.UnfitCertificate(
                    wanted, "extensions", "no critical one that is unknown", "a critical extension is unknown"));
        }
        return found;
    }

    /// Pre-production roots bear the name of the production root: it is the key that counts.
    private void anchored() {
        root.or(() -> end).ifPresent(last -> {
            RootFingerprint fingerprint = fingerprint(last);
            if (!rules.anchors.contains(fingerprint)) {
                flaws.add(new Flaw.UnknownRoot(last.commonName(), fingerprint));
            }
        });
    }

    private void dates(Certificate certificate) {
        if (at.isAfter(certificate.notAfter())) {
            flaws.add(new Flaw.Expired(certificate.commonName(), certificate.notAfter(), at));
        }
        if (at.isBefore(certificate.notBefore())) {
            flaws.add(new Flaw.NotYetValid(certificate.commonName(), certificate.notBefore(), at));
        }
    }

    /// Intel's root says which issuers it revoked, an issuer which keys of platforms. A listing counts in a
    /// list of any age; only a fresh list that does not name a certificate clears it.
    private void revocation(Certificate issuer, Certificate root, List<Certificate> signers) {
        List<Certificate> byRoot = new ArrayList<>(List.of(issuer));
        byRoot.addAll(signers);
        Optional<Instant> ofRoot = revocation(root, byRoot);
        Optional<Instant> ofIssuer = revocation(issuer, List.of(key.certificate()));
        if (ofRoot.isPresent() && ofIssuer.isPresent()) {
            listMade = Optional.of(ofRoot.get().isBefore(ofIssuer.get()) ? ofRoot.get() : ofIssuer.get());
        }
    }

    /// When the newest fresh list was made; empty if there is none, which is a gap where one is needed.
    private Optional<Instant> revocation(Certificate signer, List<Certificate> certificates) {
        List<RevocationList> signed = collected.lists().stream()
                .filter(list -> verdicts.made(list, signer))
                .sorted(Comparator.comparing(RevocationList::thisUpdate))
                .toList();
        for (RevocationList list : signed) {
            for (Certificate certificate : certificates) {
                list.revokedAt(certificate.serial())
                        .filter(since ->
                                !since.isAfter(at) || !list.thisUpdate().isAfter(at))
                        .ifPresent(since ->
                                addOnce(new Flaw.Revoked(certificate.commonName(), certificate.serial(), since)));
            }
        }
        Optional<Instant> fresh = signed.reversed().stream()
                .filter(list -> list.isFreshAt(at))
                .map(RevocationList::thisUpdate)
                .findFirst();
        if (fresh.isEmpty() && rules.revocation == Revocation.REQUIRED) {
            gaps.add(Staleness.noFreshList(signer.commonName(), signed, at));
        }
        return rules.revocation == Revocation.REQUIRED ? fresh : Optional.empty();
    }

    private void addOnce(Flaw flaw) {
        if (!flaws.contains(flaw)) {
            flaws.add(flaw);
        }
    }

    /// Certificates of the keys that sign Intel's documents, valid ones that this root signed: one for each key, as
    /// others of it differ in their dates alone.
    private List<Certificate> documentSigners(Certificate root) {
        List<Certificate> signers = new ArrayList<>();
        for (Certificate certificate : collected.named(IntelCertificates.TCB_SIGNING)) {
            boolean known =
                    signers.stream().anyMatch(signer -> signer.keyFingerprint().equals(certificate.keyFingerprint()));
            if (!known && certificate.isValidAt(at) && verdicts.made(certificate, root)) {
                signers.add(certificate);
            }
        }
        return signers;
    }

    private void judged(List<Certificate> signers) {
        Tee tee = evidence.quote().header().tee();
        EnclaveReport qeReport = evidence.quote().signature().qeReport();
        Optional<EnclaveIdentity> identity = fresh(
                        document -> document instanceof EnclaveIdentity known && known.isFor(tee),
                        "identity of the quoting enclave for " + tee.title(),
                        signers)
                .map(EnclaveIdentity.class::cast);
        Optional<Mismatch> other = identity.flatMap(known -> known.mismatch(qeReport));
        other.ifPresent(mismatch -> flaws.add(new Flaw.WrongQuotingEnclave(mismatch))); // 8
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
            case Outcome.WrongModule wrong -> flaws.add(new Flaw.WrongTdxModule(wrong.mismatch()));
            case Outcome.Unsupported below -> flaws.add(new Flaw.UnsupportedTcb(below.what()));
            case Outcome.Evaluated known -> {
                evaluation = Optional.of(known.evaluation());
                if (known.evaluation().status() == TcbStatus.REVOKED) {
                    flaws.add(new Flaw.RevokedTcb(known.evaluation().advisories()));
                }
            }
        }
    }

    /// Of the documents wanted that are Intel's and fresh, the one that knows most: several may be in force
    /// side by side.
    private Optional<Collateral> fresh(Predicate<Collateral> wanted, String title, List<Certificate> signers) {
        List<Collateral> signed = collected.documents().stream()
                .filter(wanted)
                .filter(document -> signers.stream().anyMatch(signer -> verdicts.made(document, signer)))
                .toList();
        Optional<Collateral> best = signed.stream()
                .filter(document -> document.isFreshAt(at))
                .max(Comparator.comparingInt(Collateral::evaluationNumber).thenComparing(Collateral::issueDate));
        if (best.isEmpty() && rules.tcb == TcbCheck.REQUIRED) {
            gaps.add(signed.isEmpty() ? new Gap.NoCollateral(title) : Staleness.noFreshDocument(title, signed, at));
        }
        return best;
    }

    private List<ChainLink> found() {
        List<ChainLink> links = new ArrayList<>();
        links.add(ChainLink.of(key.certificate()));
        issuer.ifPresent(certificate -> links.add(ChainLink.of(certificate)));
        root.ifPresent(certificate -> links.add(ChainLink.of(certificate)));
        return links;
    }

    private static RootFingerprint fingerprint(Certificate root) {
        return new RootFingerprint(root.keyFingerprint());
    }
}
