package dev.cloister.broker.release;

import dev.cloister.broker.store.Rows;
import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.Endorsements;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.TrustAnchors;
import dev.cloister.evidence.Verification;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.Verifier;
import dev.cloister.evidence.appraisal.Appraisal;
import dev.cloister.evidence.appraisal.Finding;
import dev.cloister.evidence.appraisal.SnpRules;
import dev.cloister.evidence.appraisal.Verdict;
import dev.cloister.workload.ResourcePath;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Verifies evidence, and appraises it under the release policy of one resource.
public final class ReleaseDesk {
    private static final Endorsements NONE = Endorsements.of(List.of(), List.of());

    private final ReleasePolicies policies;
    private final Optional<Endorsements> collected;
    private final TrustAnchors vendors = TrustAnchors.amd();
    private final Verifier verifier = new Verifier(vendors);
    private final Verifier quotes = new Verifier(TrustAnchors.intel());

    /// @param endorsements folder of certificates and revocation lists beside those that come with evidence
    public ReleaseDesk(ReleasePolicies policies, Optional<Path> endorsements) {
        this.policies = policies;
        this.collected = endorsements.map(Endorsements::folder);
    }

    /// Is it genuine, under the vendors' roots or one that a release policy here names? What came with the
    /// evidence is a hint; a revocation list is believed for its signature, wherever it came from. While
    /// the owner's folder cannot be read nothing is decided: it may hold the list that revokes.
    public Verification<Evidence.Snp> verify(Evidence.Snp evidence, Instant at) throws IOException {
        Endorsements sent = Endorsements.in(evidence.certificates());
        Endorsements all =
                collected.map(folder -> Endorsements.both(folder, sent)).orElse(sent);
        return verifier.with(vendors.plus(policies.roots())).verify(evidence, all, at);
    }

    /// The same for evidence of any kind. Of Intel's, the collateral is what the owner's folder holds.
    public Verification<? extends Evidence> verify(Evidence evidence, Instant at) throws IOException {
        return switch (evidence) {
            case Evidence.Snp snp -> verify(snp, at);
            case Evidence.Dcap quote -> quotes.verify(quote, collected.orElse(NONE), at);
        };
    }

    /// May this guest have this resource? Decided by the resource's own policy as it is now.
    ///
    /// @param client in which way the guest asks
    /// @param reportData what the report must say to speak for the guest's TEE key and challenge
    /// @param at the moment that decides whether a measurement is still accepted
    public Decision decide(
            Rows rows,
            ResourcePath path,
            Client client,
            Verification<? extends Evidence> verification,
            Bytes reportData,
            Instant at)
            throws SQLException, IOException {
        Optional<ReleasePolicies.Stored> stored = policies.find(rows, path);
        if (stored.isEmpty()) {
            return new Decision.NoPolicy(path);
        }
        ReleasePolicy policy = stored.get().policy();
        Decision decision = appraised(stored.get(), verification, reportData, at);
        return policy.clients().contains(client)
                ? decision
                : new Decision.NotAdmitted(path, client, policy.clients(), List.of(decision));
    }

    /// May the sample attester, that is anybody, have this resource?
    public Decision decideForTrial(Rows rows, ResourcePath path) throws SQLException, IOException {
        Optional<ReleasePolicies.Stored> stored = policies.find(rows, path);
        if (stored.isEmpty()) {
            return new Decision.NoPolicy(path);
        }
        List<Client> admitted = stored.get().policy().clients();
        return admitted.contains(Client.SAMPLE)
                ? new Decision.GrantedForTrial(new Grant.ForTrial(path), stored.get())
                : new Decision.NotAdmitted(path, Client.SAMPLE, admitted, List.of());
    }

    private static Decision appraised(
            ReleasePolicies.Stored stored,
            Verification<? extends Evidence> verification,
            Bytes reportData,
            Instant at) {
        ReleasePolicy policy = stored.policy();
        return switch (Appraisal.appraise(
                verification, policy.trustPolicy(), policy.references(verification, reportData, at))) {
            case Verdict.Trusted yes
            when !isNamed(yes.verified(), policy) -> new Decision.Denied(List.of(unnamed(yes.verified())), stored);
            case Verdict.Trusted yes -> new Decision.Granted(new Grant.Appraised(stored.path(), yes), stored);
            case Verdict.Rejected no -> new Decision.Denied(policy.explained(no.findings(), at), stored);
            case Verdict.Undecided open -> new Decision.Open(open.gaps());
        };
    }

    /// A root that was looked at because another path's policy names it vouches for nothing here, even
    /// where this policy takes any root: it means any of the vendors'.
    private static boolean isNamed(Verified<? extends Evidence> verified, ReleasePolicy policy) {
        return !verified.emulated() || policy.trustPolicy().roots().contains(verified.root());
    }

    private static Finding unnamed(Verified<? extends Evidence> verified) {
        return new Finding.RuleBroken(
                SnpRules.ROOT,
                "a vendor's root, or one that this policy names",
                verified.root().toString());
    }
}
