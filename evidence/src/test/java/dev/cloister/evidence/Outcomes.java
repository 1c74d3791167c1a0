package dev.cloister.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.evidence.Verification.Refused;
import dev.cloister.evidence.Verification.Unsettled;
import dev.cloister.evidence.Verification.Verified;
import java.util.List;
import java.util.Optional;

/// What a verification ended in, as tests ask for it.
final class Outcomes {
    private Outcomes() {}

    /// The first code of what speaks against it; empty if nothing does.
    static Optional<String> refusal(Verification<?> verification) {
        return switch (verification) {
            case Verified<?> yes -> Optional.empty();
            case Refused<?> no -> Optional.of(no.flaws().getFirst().code());
            case Unsettled<?> open -> Optional.of(open.gaps().getFirst().code());
        };
    }

    /// For what is looked at alone.
    static Optional<String> refusal(boolean signed) {
        return signed ? Optional.empty() : Optional.of("not-signed");
    }

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
