package dev.cloister.cli.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.evidence.RootFingerprint;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.machine.BootSet.Profile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReleasePolicyTest {
    private static final RootFingerprint OTHER = new RootFingerprint(Digests.sha256(Bytes.utf8("not a vendor's")));

    @Test
    void hardwareBootsForTheVendorsRootsAndEmulationForOthers() {
        TrustPolicy strict = TrustPolicy.strict1();
        List<RootFingerprint> both = new ArrayList<>(strict.roots());
        both.add(OTHER);

        assertThat(ReleasePolicy.profiles(strict)).containsExactly(Profile.HARDWARE);
        assertThat(ReleasePolicy.profiles(strict.withRoots(strict.roots().getFirst())))
                .containsExactly(Profile.HARDWARE);
        assertThat(ReleasePolicy.profiles(strict.withRoots(OTHER))).containsExactly(Profile.EMULATED);
        assertThat(ReleasePolicy.profiles(strict.withRoots(both))).containsExactly(Profile.HARDWARE, Profile.EMULATED);
    }
}
