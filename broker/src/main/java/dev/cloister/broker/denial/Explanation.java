package dev.cloister.broker.denial;

import dev.cloister.broker.release.Approved;
import dev.cloister.broker.release.ReleasePolicies;
import dev.cloister.evidence.appraisal.Finding;
import java.util.List;
import java.util.stream.Collectors;

/// What the owner needs beside a finding: where the value comes from that was expected, and the nearest
/// change that would let this evidence pass this check.
///
/// @param policy the release policy that decided
record Explanation(ReleasePolicies.Stored policy) {
    private static final int SHOWN = 3;

    String source(Finding finding) {
        return switch (finding) {
            case Finding.NotGenuine f -> "the vendor's roots, certificates and lists";
            case Finding.UnknownMeasurement f ->
                here() + sources(policy.policy().measurements());
            case Finding.MeasurementEnded f ->
                here()
                        + sources(policy.policy().measurements().stream()
                                .filter(one -> one.digest().equals(f.measurement()))
                                .toList());
            case Finding.UnknownInitData f -> here() + sources(policy.policy().initData());
            case Finding.WrongReportData f -> "the TEE key and the challenge of this session";
            case Finding.RuleBroken f -> "trust policy " + trustPolicy() + " in " + here();
        };
    }

    String change(Finding finding) {
        return switch (finding) {
            case Finding.NotGenuine f -> f.remedy();
            case Finding.UnknownMeasurement f ->
                "approve measurement " + f.measurement().hex() + " at " + policy.path() + ", or boot what was approved";
            case Finding.MeasurementEnded f ->
                "boot the newer boot set, or approve this measurement at " + policy.path() + " with a later end";
            case Finding.UnknownInitData f ->
                "approve init-data " + f.hostData().hex() + " at " + policy.path()
                        + ", or start the guest with what was approved";
            case Finding.WrongReportData f -> f.remedy();
            case Finding.RuleBroken f ->
                f.remedy() + "; or let rule " + f.requirement().member() + " of trust policy " + trustPolicy()
                        + " accept " + f.found();
        };
    }

    private String trustPolicy() {
        return policy.policy().trustPolicy().name();
    }

    private String here() {
        return "the release policy of " + policy.path() + ", version " + policy.version();
    }

    /// In the owner's words, a few of them.
    private static String sources(List<Approved> approved) {
        List<String> all = approved.stream().map(Approved::source).distinct().toList();
        if (all.isEmpty()) {
            return ", where nothing is approved";
        }
        String shown = all.stream().limit(SHOWN).collect(Collectors.joining("; ", ": ", ""));
        return all.size() > SHOWN ? shown + " and " + (all.size() - SHOWN) + " more" : shown;
    }
}
