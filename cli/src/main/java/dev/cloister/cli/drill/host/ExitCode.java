package dev.cloister.cli.drill.host;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.cli.drill.attack.Watched;
import dev.cloister.machine.Phase;
import java.io.IOException;
import java.util.regex.Pattern;

/// Ends the guest that the attacks share.
public final class ExitCode implements Attack {
    /// Of a container that was killed, and no part of a number with a point.
    private static final Pattern CODE = Pattern.compile("(?<![0-9.])137(?![0-9.])");

    private static final long MOST_MILLIS = 120_000;
    private static final long POLL_MILLIS = 100;

    @Override
    public Brief brief() {
        return Brief.refused(
                "exit-code",
                "the exit code",
                "kills the container, as the owner allows, and looks for its exit code in all that the guest leaves",
                "sealed-to-the-owner");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        Watched guest = scene.watched();
        guest.answers(); // its control port is open then
        int before = guest.console().length();
        guest.order("signal KILL\n");
        long end = System.nanoTime() + MOST_MILLIS * 1_000_000;
        while (!guest.guest().phase().ended()) {
            if (System.nanoTime() > end) {
                throw new IOException("the container did not end when it was killed");
            }
            Thread.sleep(POLL_MILLIS);
        }
        Phase phase = guest.guest().phase();
        boolean told = CODE.matcher(guest.console().substring(before)).find();
        return phase.equals(new Phase.Finished()) && !told
                ? new Outcome(
                        Outcome.refusedByGuest("sealed-to-the-owner", "").ending(),
                        "that its container ended",
                        Outcome.SAW_NOTHING,
                        "the exit code, at the end of its sealed log")
                : Outcome.succeeded("an end that tells: " + phase, Outcome.SAW_NOTHING, Outcome.SAW_NOTHING);
    }
}
