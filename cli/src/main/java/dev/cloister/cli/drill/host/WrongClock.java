package dev.cloister.cli.drill.host;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.cli.drill.attack.Watched;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/// The guest's hardware clock is the host's to set. How late an answer of the broker's may be, and so the guest's
/// clock, is the host's choice, too: nothing here is about minutes.
public final class WrongClock implements Attack {
    private static final Duration ABOUT = Duration.ofHours(1);

    private final boolean ahead;

    private WrongClock(boolean ahead) {
        this.ahead = ahead;
    }

    public static WrongClock behind() {
        return new WrongClock(false);
    }

    public static WrongClock ahead() {
        return new WrongClock(true);
    }

    @Override
    public Brief brief() {
        return Brief.refused(
                ahead ? "clock-ahead" : "clock-behind",
                "the clock " + (ahead ? "put forward" : "put back"),
                "starts the guest with a hardware clock that says " + (ahead ? "2077" : "2001"),
                "broker-time");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        if (!ahead) {
            return judge(scene.watched());
        }
        try (Watched guest = Watched.start(scene, "clock-ahead", "2077-02-03T04:05:06")) {
            return judge(guest);
        }
    }

    private static Outcome judge(Watched guest) throws IOException {
        Instant clock = Instant.ofEpochSecond(guest.clock());
        return Duration.between(clock, Instant.now()).abs().compareTo(ABOUT) < 0
                ? new Outcome(
                        Outcome.refusedByGuest("broker-time", "").ending(),
                        "the time that the broker signed: its container began at " + clock,
                        "a guest that it trusted",
                        Outcome.SAW_NOTHING)
                : Outcome.succeeded("the host's time, " + clock, Outcome.SAW_NOTHING, Outcome.SAW_NOTHING);
    }
}
