package dev.cloister.cli.drill.host;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.cli.drill.attack.Watched;
import java.io.IOException;

public final class KeeperMemory implements Attack {
    @Override
    public Brief brief() {
        return Brief.refused(
                "keeper-memory",
                "a core dump of what carries the secret",
                "looks for the secret in all memory of the process through which every message went, as a core dump or swap would have it",
                "sealed-to-the-guest");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        Watched guest = scene.watched();
        long keeper = guest.guest().keeperPid().orElseThrow(() -> new IOException("the guest has no keeper"));
        return new SecretSearch(guest.secretDigest()).inMemoryOf(keeper)
                ? Outcome.succeeded(Outcome.SAW_NOTHING, Outcome.SAW_NOTHING, Outcome.SAW_NOTHING)
                : Outcome.refusedByGuest("sealed-to-the-guest", Outcome.SAW_NOTHING);
    }
}
