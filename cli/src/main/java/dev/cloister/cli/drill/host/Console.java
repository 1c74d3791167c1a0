package dev.cloister.cli.drill.host;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Monitor;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.cli.drill.attack.Watched;
import java.io.IOException;

public final class Console implements Attack {
    /// A shell would print something else than what was typed.
    private static final String TYPED = "echo shell-$((6*7))";

    private static final String ANSWER = "shell-42";
    private static final String INTERRUPT = "\u0003";
    private static final String QUIT = "\u001c";
    private static final String END = "\u0004";

    /// What the kernel prints of its own accord when it knows the key.
    private static final String KERNEL_ANSWER = "sysrq:";

    private static final long WAIT_MILLIS = 2_000;
    private static final long ECHO_MILLIS = 60_000;

    @Override
    public Brief brief() {
        return Brief.refused(
                "console",
                "typing at the console",
                "types commands and interrupts at the guest's console, and sends the kernel's own keys after a break",
                "nobody-reads");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        Watched guest = scene.watched();
        int before = guest.console().length();
        guest.type("\n" + TYPED + "\n" + INTERRUPT + QUIT + END + "root\n" + TYPED + "\n");
        try (Monitor monitor = guest.monitor()) {
            for (String key : new String[] {"h", "e", "b"}) { // help, end all processes, reboot
                monitor.ask("chardev-send-break serial0");
                guest.type(key);
                Thread.sleep(WAIT_MILLIS / 4);
            }
        }
        awaitEcho(guest, before);
        Thread.sleep(WAIT_MILLIS);
        String said = guest.console().substring(before);
        boolean obeyed = said.contains(ANSWER) || said.contains(KERNEL_ANSWER);
        return !obeyed && guest.answers()
                ? Outcome.refusedByGuest("nobody-reads", "its console's echo of what was typed, and went on")
                : Outcome.succeeded("an answer at its console", Outcome.SAW_NOTHING, Outcome.SAW_NOTHING);
    }

    /// The kernel's, on a busy host after a while.
    private static void awaitEcho(Watched guest, int from) throws IOException, InterruptedException {
        long end = System.nanoTime() + ECHO_MILLIS * 1_000_000;
        while (!guest.console().substring(from).contains(TYPED)) {
            if (System.nanoTime() > end) {
                throw new IOException("what was typed did not arrive at the console");
            }
            Thread.sleep(WAIT_MILLIS / 4);
        }
    }
}
