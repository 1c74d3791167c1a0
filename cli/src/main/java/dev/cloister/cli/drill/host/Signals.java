package dev.cloister.cli.drill.host;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.cli.drill.attack.Watched;
import java.io.IOException;

public final class Signals implements Attack {
    /// Of these the owner allows none; the first would stop a container whatever it does about it.
    private static final String ORDERS = "signal STOP\nsignal HUP\nsignal USR1\nexec /bin/busybox sh\nsignal KILLALL\n"
            + "signal ".repeat(20_000) + "KILL\n";

    private static final long WAIT_MILLIS = 2_000;

    @Override
    public Brief brief() {
        return Brief.refused(
                "signals",
                "signals that the owner does not allow",
                "asks the guest at its control port for other signals than the workload policy lists, and for a program",
                "workload-policy");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        Watched guest = scene.watched();
        guest.answers(); // its control port is open then
        guest.order(ORDERS);
        Thread.sleep(WAIT_MILLIS);
        return guest.answers()
                ? Outcome.refusedByGuest("workload-policy", "orders that it passed over; its container answers")
                : Outcome.succeeded("an order that it obeyed", Outcome.SAW_NOTHING, Outcome.SAW_NOTHING);
    }
}
