package dev.cloister.cli.drill;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A run without an attack, the attacks one after the other, and a run without an attack again.
public final class Drilling {

    /// One start of the guest that nobody attacks.
    @FunctionalInterface
    public interface Control {
        /// Whether it got its secret and answered.
        ///
        /// @param when `before` or `after`
        boolean holds(String when) throws IOException, Malformed, InterruptedException;
    }

    /// Is told of every attack.
    public interface Listener {
        void begins(Brief brief);

        void ended(Result result);
    }

    private final Control control;
    private final Listener listener;

    public Drilling(Control control, Listener listener) {
        this.control = control;
        this.listener = listener;
    }

    /// Attacks on a path that does not work show nothing: they are not tried then.
    public Report run(List<Attack> attacks, Scene scene) throws IOException, Malformed, InterruptedException {
        if (!control.holds("before")) {
            return new Report(List.of(), false);
        }
        List<Result> results = new ArrayList<>();
        for (Attack attack : attacks) {
            Brief brief = attack.brief();
            listener.begins(brief);
            long started = System.nanoTime();
            Outcome outcome = outcome(attack, scene);
            Result result = new Result(brief, outcome, (System.nanoTime() - started) / 1e9);
            listener.ended(result);
            results.add(result);
        }
        return new Report(results, control.holds("after"));
    }

    private static Outcome outcome(Attack attack, Scene scene) throws InterruptedException {
        try {
            return attack.carryOut(scene);
        } catch (IOException | Malformed e) {
            return Outcome.notCarriedOut("the attack could not be carried out: " + e.getMessage());
        }
    }
}
