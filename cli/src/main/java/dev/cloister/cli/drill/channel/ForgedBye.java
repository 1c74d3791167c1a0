package dev.cloister.cli.drill.channel;

import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;

public final class ForgedBye implements Attack {
    @Override
    public Brief brief() {
        return Brief.notBuilt(
                "forged-bye",
                "a forged bye",
                "says bye in the guest's place, to end its activation",
                "guests do not say bye yet");
    }

    @Override
    public Outcome carryOut(Scene scene) {
        return Outcome.notBuilt();
    }
}
