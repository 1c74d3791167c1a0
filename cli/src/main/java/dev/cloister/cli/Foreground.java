package dev.cloister.cli;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.home.KeyFiles;
import dev.cloister.machine.Guest;
import dev.cloister.machine.Guests;
import dev.cloister.machine.Phase;
import dev.cloister.protocol.jose.JdkP256;
import dev.cloister.protocol.log.LogRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/// A guest at the terminal: shows the container's output, opened with the owner's key, until the guest ends,
/// and gives the container's exit code. Ctrl-C stops the guest.
final class Foreground {
    private static final long POLL_MILLIS = 200;

    private final Workspace workspace;
    private final Guests guests;
    private final String name;
    private OptionalInt exitCode = OptionalInt.empty();

    Foreground(Workspace workspace, Guests guests, String name) {
        this.workspace = workspace;
        this.guests = guests;
        this.name = name;
    }

    int follow() throws IOException, Malformed, InterruptedException {
        Interruption interruption = new Interruption(guests, name, workspace.screen());
        try (SealedLog log = new SealedLog(guest().sealedLog(), ownerKey())) {
            Guest guest = guest();
            while (!guest.phase().ended()) {
                show(log);
                Thread.sleep(POLL_MILLIS);
                guest = guest();
            }
            show(log);
            Forgotten.sweep(guests);
            return code(guest.phase());
        } finally {
            interruption.over();
        }
    }

    private Guest guest() throws IOException, Malformed {
        return guests.find(name).orElseThrow(() -> new IOException("the guest " + name + " is gone"));
    }

    private Optional<JdkP256.Key> ownerKey() throws IOException, Malformed {
        Path file = workspace.home().ownerKey();
        return Files.exists(file) ? Optional.of(KeyFiles.read(file)) : Optional.empty();
    }

    private int code(Phase phase) {
        return switch (phase) {
            case Phase.Failed failed -> {
                workspace.screen().problem(failed.reason().sentence());
                workspace.screen().remedy(failed.reason().remedy());
                yield failed.reason().exitCode();
            }
            case Phase.Finished _, Phase.Stopped _, Phase.Running _, Phase.Starting _ -> {
                if (exitCode.isEmpty()) {
                    workspace
                            .screen()
                            .note("The container's exit code is not known here: the end of its log is missing,"
                                    + " or it was sealed for another owner.");
                }
                yield exitCode.orElse(phase instanceof Phase.Stopped ? Exit.DONE : Exit.UNDECIDED);
            }
        };
    }

    /// With `--json` standard output has its one object already.
    private void show(SealedLog log) throws IOException, Malformed {
        Optional<LogRecord> record = log.next();
        while (record.isPresent()) {
            switch (record.get()) {
                case LogRecord.Output output -> {
                    boolean out = output.stream() == LogRecord.Stream.OUT
                            && !workspace.screen().json();
                    OutputStream to = out ? System.out : System.err;
                    to.write(output.bytes().array());
                    to.flush();
                }
                case LogRecord.Exit exit -> exitCode = OptionalInt.of(exit.code());
            }
            record = log.next();
        }
    }
}
