package dev.cloister.cli.drill.pinned;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.BareGuest;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Chip;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.cli.drill.attack.Target;
import dev.cloister.cli.proof.ReleasePolicy;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

public final class OlderVersionWhole implements Attack {
    private static final String ID = "older-version-whole";

    @Override
    public Brief brief() {
        return Brief.refused(
                ID,
                "an older version whole, after its end",
                "starts an older version with its own init-data, whose approval the owner has ended with `cloister approve"
                        + " --until`",
                "measurement-ended");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        Target older = scene.image(OlderImage.BEFORE);
        Bytes measurement = scene.launch().measurement();
        ReleasePolicy.Approved ended = new ReleasePolicy.Approved(measurement, "drill")
                .until(Optional.of(Instant.now().minusSeconds(1)));
        scene.owner()
                .approveMeasurement(older.initData().cloister().root().key().text(), ended.toJson());
        Chip chip = new Chip(scene.vendor(), scene.launch(measurement, older.initData()));
        try (BareGuest guest = scene.guest(chip, older.initData())) {
            return scene.outcome(guest.attest());
        }
    }
}
