package dev.cloister.cli;

import dev.cloister.bytes.Malformed;
import dev.cloister.machine.Guest;
import dev.cloister.machine.Guests;
import dev.cloister.machine.Phase;
import dev.cloister.protocol.log.LogRecord;
import java.io.IOException;

/// A guest at the terminal: shows the container's output, opened with the owner's key, until the guest ends,
/// and gives the container's exit code. Ctrl-C stops the guest.
final class Foreground {
    private static final long POLL_MILLIS = 200;

    private final Workspace workspace;
    private final Guests guests;
    private final String name;

    Foreground(Workspace workspace, Guests guests, String name) {
        this.workspace = workspace;
        this.guests = guests;
        this.name = name;
    }

    /// @param interruption takes the guest along until it has ended
    int follow(Interruption interruption) throws IOException, Malformed, InterruptedException {
        try (ContainerLog log = ContainerLog.open(workspace.home(), guest().sealedLog())) {
            Guest guest = guest();
            while (!guest.phase().ended()) {
                log.read(this::show);
                Thread.sleep(POLL_MILLIS);
                guest = guest();
            }
            log.read(this::show);
            Interrupted.orGoOn();
            Forgotten.sweep(guests);
            return code(guest.phase(), log);
        } finally {
            interruption.over();
        }
    }

    private Guest guest() throws IOException, Malformed {
        return guests.find(name).orElseThrow(() -> new IOException("the guest " + name + " is gone"));
    }

    private int code(Phase phase, ContainerLog log) {
        return switch (phase) {
            case Phase.Failed failed -> {
                workspace.screen().problem(failed.reason().sentence());
                workspace.screen().remedy(failed.reason().remedy());
                yield failed.reason().exitCode();
            }
            case Phase.Finished _, Phase.Stopped _, Phase.Running _, Phase.Starting _ -> {
                log.trouble(true)
                        .ifPresent(trouble -> workspace
                                .screen()
                                .note("The container's exit code is not known here: " + trouble.sentence() + "."));
                yield log.exitCode().orElse(phase instanceof Phase.Stopped ? Exit.DONE : Exit.UNDECIDED);
            }
        };
    }

    /// With `--json` standard output has its one object already.
    private void show(LogRecord.Output record) throws IOException {
        if (workspace.screen().json()) {
            System.err.write(record.bytes().array());
            System.err.flush();
        } else {
            Logs.print(record);
        }
    }
}
