package dev.cloister.cli.drill.evidence;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.evidence.appraisal.Rule;
import dev.cloister.evidence.appraisal.SnpRules;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.evidence.snp.TcbVersion;
import java.io.IOException;

public final class OutdatedFirmware implements Attack {
    private static final String ID = "outdated-firmware";

    @Override
    public Brief brief() {
        return Brief.refused(
                ID,
                "a TCB below the floor",
                "runs the guest on firmware that is older than the owner's policy wants",
                "outdated-tcb+outdated-launch-tcb");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        Rule<TcbVersion> newer = new Rule.AtLeast<>(TcbVersion.Layout.MILAN_GENOA.version(0, 4, 0, 25, 219));
        TrustPolicy policy =
                scene.trustPolicy().named(ID).with(SnpRules.TCB_MILAN, newer).with(SnpRules.LAUNCH_TCB_MILAN, newer);
        return Guarded.asked(scene, Guarded.by(scene, ID, policy));
    }
}
