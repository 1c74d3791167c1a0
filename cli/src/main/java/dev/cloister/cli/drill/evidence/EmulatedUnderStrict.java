package dev.cloister.cli.drill.evidence;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.evidence.appraisal.TrustPolicy;
import java.io.IOException;

public final class EmulatedUnderStrict implements Attack {
    private static final String ID = "emulated-under-strict-1";

    @Override
    public Brief brief() {
        return Brief.refused(
                ID,
                "emulated evidence under strict-1",
                "has its own program vouch for a guest whose key the owner guards with `strict-1`",
                "unaccepted-root");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        return Guarded.asked(scene, Guarded.by(scene, ID, TrustPolicy.strict1()));
    }
}
