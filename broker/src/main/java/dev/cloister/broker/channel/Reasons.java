package dev.cloister.broker.channel;

import dev.cloister.broker.archive.Cases.Reason;
import dev.cloister.broker.release.Decision;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Flaw;
import dev.cloister.evidence.Gap;
import dev.cloister.evidence.Objection;
import dev.cloister.evidence.Verification;
import dev.cloister.evidence.appraisal.Finding;
import java.util.List;

/// Words for the owner, from what evidence and policy found.
final class Reasons {
    private Reasons() {}

    static List<Reason> of(Verification<Evidence.Snp> verification) {
        return switch (verification) {
            case Verification.Verified<Evidence.Snp> genuine -> List.of();
            case Verification.Refused<Evidence.Snp> no ->
                no.flaws().stream().map(Reasons::of).toList();
            case Verification.Unsettled<Evidence.Snp> open ->
                open.gaps().stream().map(Reasons::of).toList();
        };
    }

    static List<Reason> of(Decision decision) {
        return switch (decision) {
            case Decision.Granted yes -> List.of();
            case Decision.Denied no -> no.findings().stream().map(Reasons::of).toList();
            case Decision.NoPolicy none ->
                List.of(Reason.of("no-release-policy", "nobody has said who may have " + none.path()));
            case Decision.Open open -> open.gaps().stream().map(Reasons::of).toList();
        };
    }

    static Reason of(Finding finding) {
        return said(finding);
    }

    private static Reason said(Objection objection) {
        return new Reason(
                objection.code(),
                objection.sentence(),
                objection.field().orElse(""),
                objection.expected().orElse(""),
                objection.got().orElse(""));
    }

    private static Reason of(Flaw flaw) {
        return said(flaw);
    }

    private static Reason of(Gap gap) {
        return said(gap);
    }
}
