package dev.cloister.evidence.appraisal;

import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Flaw;
import dev.cloister.evidence.Gap;
import dev.cloister.evidence.Verification;
import dev.cloister.evidence.Verification.Refused;
import dev.cloister.evidence.Verification.Unsettled;
import dev.cloister.evidence.Verification.Verified;
import java.util.List;
import java.util.stream.Collectors;

/// One step of a verifier, as a line for people.
///
/// @param code what the line is called when the step is passed
/// @param source where in the evidence the step looks
record StepLine(String code, String title, String source) {
    /// What a verification says about one step.
    interface Step {
        boolean isBrokenBy(Flaw flaw);

        /// Whether this step was not reached, or says nothing, because of that flaw of another one.
        boolean isLeftOpenBy(Flaw flaw);

        boolean isLeftOpenBy(Gap gap);

        String found(Verified<? extends Evidence> verified);
    }

    Check check(Step step, Verification<? extends Evidence> verification) {
        return switch (verification) {
            case Verified<? extends Evidence> yes -> line(step.found(yes), true);
            case Refused<? extends Evidence> no -> missed(step, no.flaws(), no.gaps());
            case Unsettled<? extends Evidence> open -> missed(step, List.of(), open.gaps());
        };
    }

    private Check line(String value, boolean passed) {
        return new Check(code, title, value, "yes", Check.Outcome.passedIf(passed), source);
    }

    /// A step without a flaw is passed only if nothing that it stands on was missing.
    private Check missed(Step step, List<Flaw> flaws, List<Gap> gaps) {
        List<Flaw> own = flaws.stream().filter(step::isBrokenBy).toList();
        if (!own.isEmpty()) {
            return failed(
                    own.getFirst().code(), own.stream().map(Flaw::sentence).collect(Collectors.joining("; ")));
        }
        List<Gap> open = gaps.stream().filter(step::isLeftOpenBy).toList();
        if (!open.isEmpty()) {
            String sentences = open.stream().map(Gap::sentence).collect(Collectors.joining("; "));
            return failed(open.getFirst().code(), "undecided: " + sentences);
        }
        boolean established = flaws.stream().noneMatch(step::isLeftOpenBy);
        return line(established ? "no flaw found" : "not established", established);
    }

    private Check failed(String failedCode, String sentences) {
        return new Check(failedCode, title, sentences, "yes", Check.Outcome.FAILED, source);
    }
}
