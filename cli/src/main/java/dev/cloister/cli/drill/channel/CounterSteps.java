package dev.cloister.cli.drill.channel;

import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;

public final class CounterSteps implements Attack {
    @Override
    public Brief brief() {
        return Brief.notBuilt(
                "counter-steps",
                "counter steps",
                "steps a volume's counter in the guest's place",
                "there are no volumes yet, and no counters");
    }

    @Override
    public Outcome carryOut(Scene scene) {
        return Outcome.notBuilt();
    }
}
