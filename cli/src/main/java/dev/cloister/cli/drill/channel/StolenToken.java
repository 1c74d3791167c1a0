package dev.cloister.cli.drill.channel;

import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;

public final class StolenToken implements Attack {
    @Override
    public Brief brief() {
        return Brief.notBuilt(
                "stolen-token",
                "a stolen token",
                "uses a guest's token with a key of its own",
                "this broker issues no tokens yet");
    }

    @Override
    public Outcome carryOut(Scene scene) {
        return Outcome.notBuilt();
    }
}
