package dev.cloister.cli;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import dev.cloister.machine.Guest;
import dev.cloister.machine.Guests;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `cloister stop`: asks the container to end, then ends the guest.
@Command(
        name = "stop",
        description = "end guests: TERM to the container, after a while the power",
        footer = {"", "Example: cloister stop --grace 30 --rm web"})
final class Stop implements Callable<Integer> {
    private static final int MAX_GRACE_SECONDS = 600;

    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "NAME", description = "guests, as `cloister ps` lists them")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--grace",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "time for the container to end by itself (default: ${DEFAULT-VALUE})")
    private int graceSeconds;

    @Option(names = "--rm", description = "forget the guest too, its logs included")
    private boolean remove;

    @Override
    public Integer call() throws IOException, Malformed, InterruptedException {
        if (graceSeconds < 0 || graceSeconds > MAX_GRACE_SECONDS) {
            throw new ParameterException(
                    spec.commandLine(), "--grace needs 0 to " + MAX_GRACE_SECONDS + ", not " + graceSeconds);
        }
        Workspace workspace = main.lookingOnly();
        Screen screen = workspace.screen();
        Guests guests = new Guests(workspace.home().guests());
        List<Json> stopped = new ArrayList<>();
        List<Json> missing = new ArrayList<>();
        int code = Exit.DONE;
        for (String name : names) {
            if (guests.find(name).isEmpty()) {
                screen.problem("there is no guest named " + name + "; `cloister ps` lists them");
                missing.add(Json.text(name));
                code = Exit.UNAVAILABLE;
                continue;
            }
            Optional<Guest> guest;
            try (Screen.Step step = screen.step("stopping " + name)) {
                guest = guests.stop(name, Duration.ofSeconds(graceSeconds));
                step.result(guest.map(ended -> ended.phase().word()).orElse("gone"));
            }
            guest.ifPresent(ended -> stopped.add(Json.object()
                    .put("name", name)
                    .put("state", ended.phase().word())
                    .build()));
            if (guest.isPresent() && (remove || Forgotten.isMarked(guest.get()))) {
                guests.remove(name);
            }
        }
        if (screen.json()) {
            screen.json(Json.object()
                    .put("stopped", Json.array(stopped))
                    .put("missing", Json.array(missing))
                    .build()
                    .pretty());
        }
        return code;
    }
}
