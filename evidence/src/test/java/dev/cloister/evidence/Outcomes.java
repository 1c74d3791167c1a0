package dev.cloister.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.evidence.Verification.Refused;
import dev.cloister.evidence.Verification.Unsettled;
import dev.cloister.evidence.Verification.Verified;
import java.util.List;

/// What a verification ended in, as tests ask for it.
final class Outcomes {
    private Outcomes() {}

    static Verified<Evidence.Snp> verified(Verification<Evidence.Snp> verification) {
        assertThat(verification).isInstanceOf(Verified.class);
        return (Verified<Evidence.Snp>) verification;
    }

    static List<String> flaws(Verification<Evidence.Snp> verification) {
        assertThat(verification).isInstanceOf(Refused.class);
        return ((Refused<Evidence.Snp>) verification)
                .flaws().stream().map(Flaw::code).toList();
    }

    static List<Gap> gaps(Verification<Evidence.Snp> verification) {
        assertThat(verification).isInstanceOf(Unsettled.class);
        return ((Unsettled<Evidence.Snp>) verification).gaps();
    }

    static List<String> gapCodes(Verification<Evidence.Snp> verification) {
        return gaps(verification).stream().map(Gap::code).toList();
    }
}
