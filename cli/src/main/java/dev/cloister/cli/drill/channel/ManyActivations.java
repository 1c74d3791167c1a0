package dev.cloister.cli.drill.channel;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.BareGuest;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Ending;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.protocol.guest.Session;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

public final class ManyActivations implements Attack {
    private static final int GUESTS = 3;

    @Override
    public Brief brief() {
        return Brief.notCovered(
                "many-activations",
                "more activations of one guest than its owner wants",
                "starts the same guest three times at once",
                "`limits` in a release policy, which are not built yet; the owner sees every activation in the audit log");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        List<BareGuest> guests = new ArrayList<>();
        int trusted = 0;
        try {
            for (int i = 0; i < GUESTS; i++) {
                BareGuest guest = scene.guest();
                guests.add(guest);
                if (guest.attest() instanceof Session) {
                    trusted++;
                }
            }
        } finally {
            guests.forEach(BareGuest::close);
        }
        String seen = trusted + " of " + GUESTS + " guests trusted at once";
        return trusted == GUESTS
                ? Outcome.succeeded("a session each", seen, seen)
                : new Outcome(Ending.refused("limits"), "a refusal", seen, seen);
    }
}
