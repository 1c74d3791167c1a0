package dev.cloister.cli;

import dev.cloister.bytes.Malformed;
import dev.cloister.machine.Guests;
import java.io.IOException;
import java.time.Duration;

/// Ends a guest when this command is interrupted (Ctrl-C, TERM), until [#over] says that it may live on.
final class Interruption {
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final int LOOKS = 10;
    private static final long LOOK_MILLIS = 30;

    private final Thread hook;

    Interruption(Guests guests, String name, Screen screen) {
        hook = new Thread(() -> end(guests, name, screen));
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /// More than once: the command itself is still at work, and may be about to start the guest.
    private static void end(Guests guests, String name, Screen screen) {
        try {
            for (int i = 0; i < LOOKS; i++) {
                guests.stop(name, GRACE);
                Thread.sleep(LOOK_MILLIS);
            }
            Forgotten.sweep(guests);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | Malformed e) {
            screen.problem("the guest " + name + " may still run: " + e.getMessage());
        }
    }

    void over() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The hook is at work already, and this thread about to be ended.
        }
    }
}
