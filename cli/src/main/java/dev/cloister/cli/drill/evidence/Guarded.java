package dev.cloister.cli.drill.evidence;

import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.cli.drill.attack.BareGuest;
import dev.cloister.cli.drill.attack.Chip;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.cli.proof.ReleasePolicy;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.workload.CloisterToml;
import dev.cloister.workload.InitData;
import dev.cloister.workload.ResourcePath;
import java.io.IOException;
import java.util.List;

/// A path that the owner guards with another policy than the usual one, and the init-data of a guest that wants it.
final class Guarded {
    private static final int KEY_BYTES = 64;

    private Guarded() {}

    static InitData by(Scene scene, String name, TrustPolicy policy) throws IOException, Malformed {
        CloisterToml pins = scene.image().initData().cloister();
        ResourcePath path = new ResourcePath("drill/" + name + "/key");
        InitData initData = InitData.write(new CloisterToml(
                pins.broker(),
                new CloisterToml.Root(pins.root().verity(), path),
                List.of(),
                pins.lease(),
                pins.evidence(),
                pins.ownerKeys(),
                pins.workload()));
        ReleasePolicy release = new ReleasePolicy(
                policy,
                List.of(new ReleasePolicy.Approved(scene.launch().measurement(), "drill")),
                List.of(new ReleasePolicy.Approved(initData.digest(), "drill")));
        scene.owner().storeReleasePolicy(path.text(), release.toJson());
        try (Secret key = Secret.random(KEY_BYTES)) {
            scene.owner().storeResource(path.text(), key);
        }
        return initData;
    }

    /// A guest in everything as approved asks for it.
    static Outcome asked(Scene scene, InitData initData) throws IOException, Malformed, InterruptedException {
        Chip chip = new Chip(scene.vendor(), scene.launch(scene.launch().measurement(), initData));
        try (BareGuest guest = scene.guest(chip, initData)) {
            return scene.outcome(guest.attest());
        }
    }
}
