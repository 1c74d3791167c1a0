package dev.cloister.broker.denial;

import dev.cloister.broker.archive.Cases.Reason;
import dev.cloister.broker.release.Client;
import dev.cloister.broker.release.Decision;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Flaw;
import dev.cloister.evidence.Gap;
import dev.cloister.evidence.Objection;
import dev.cloister.evidence.Verification;
import dev.cloister.evidence.appraisal.Finding;
import java.util.ArrayList;
import java.util.List;

/// Words for the owner, from what evidence and policy found.
public final class Reasons {
    private Reasons() {}

    public static List<Reason> of(Verification<? extends Evidence> verification) {
        return switch (verification) {
            case Verification.Verified<? extends Evidence> genuine -> List.of();
            case Verification.Refused<? extends Evidence> no ->
                no.flaws().stream().map(Reasons::of).toList();
            case Verification.Unsettled<? extends Evidence> open ->
                open.gaps().stream().map(Reasons::of).toList();
        };
    }

    public static List<Reason> of(Decision decision) {
        return switch (decision) {
            case Decision.Granted yes -> List.of();
            case Decision.GrantedForTrial yes -> List.of();
            case Decision.NotAdmitted no -> notAdmitted(no);
            case Decision.Denied no ->
                no.findings().stream()
                        .map(finding -> of(finding, new Explanation(no.policy())))
                        .toList();
            case Decision.NoPolicy none ->
                List.of(Reason.of(
                        "no-release-policy",
                        "nobody has said who may have " + none.path(),
                        "store a release policy for " + none.path()));
            case Decision.Open open -> open.gaps().stream().map(Reasons::of).toList();
        };
    }

    private static List<Reason> notAdmitted(Decision.NotAdmitted no) {
        String admitted =
                String.join(", ", no.admitted().stream().map(Client::word).toList());
        Reason first = new Reason(
                "client-not-admitted",
                "the release policy of " + no.path() + " does not admit "
                        + no.client().word(),
                "clients",
                admitted,
                no.client().word(),
                "the release policy of " + no.path(),
                "cloister broker admit kbs:///" + no.path() + " " + no.client().word());
        List<Reason> reasons = new ArrayList<>(List.of(first));
        no.otherwise().forEach(decision -> reasons.addAll(of(decision)));
        return reasons;
    }

    public static Reason of(Finding finding) {
        return said(finding);
    }

    private static Reason of(Finding finding, Explanation explanation) {
        return said(finding, explanation.source(finding), explanation.change(finding));
    }

    private static Reason said(Objection objection) {
        return said(objection, "", objection.remedy());
    }

    private static Reason said(Objection objection, String source, String remedy) {
        return new Reason(
                objection.code(),
                objection.sentence(),
                objection.field().orElse(""),
                objection.expected().orElse(""),
                objection.got().orElse(""),
                source,
                remedy);
    }

    private static Reason of(Flaw flaw) {
        return said(flaw);
    }

    private static Reason of(Gap gap) {
        return said(gap);
    }
}
