package dev.cloister.cli;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonNull;
import dev.cloister.bytes.JsonNumber;
import dev.cloister.bytes.Malformed;
import dev.cloister.machine.Guest;
import dev.cloister.machine.GuestSpec;
import dev.cloister.machine.Guests;
import dev.cloister.protocol.log.LogRecord;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `cloister logs`: what a container wrote, opened with the owner's key; standard output and standard error as it
/// wrote them.
@Command(
        name = "logs",
        description = "show what a container wrote, running or ended, opened with the owner's key",
        footer = {
            "",
            "Only this home's owner.key opens a log, and only if the image was protected in this home. What opens is"
                    + " secret from the host, but it proves nothing: whoever knows the owner's public key could have"
                    + " written it. `cloister verify` is what proves.",
            "",
            "Ends with 0 when the log is whole or the guest still runs, 1 when it is not yours, 2 when its end is"
                    + " missing, 3 when it was changed. The container's own exit code is said on standard error.",
            "",
            "Examples:",
            "  cloister logs web",
            "  cloister logs --follow web 2>errors.txt",
            "  cloister logs --json web",
            "  cloister logs ./web.log"
        })
final class Logs implements Callable<Integer> {
    private static final long POLL_MILLIS = 200;

    /// Of a guest on another host.
    private static final String UNKNOWN = "unknown";

    @ParentCommand
    private Main main;

    @Parameters(
            paramLabel = "NAME|FILE",
            description = "a guest, as `cloister ps` lists it; or its sealed log, brought from another host")
    private String name;

    @Option(
            names = {"-F", "--follow"},
            description = "go on until the guest ends; with --json, print when it has ended")
    private boolean follow;

    private final List<Json> output = new ArrayList<>();

    @Override
    public Integer call() throws IOException, Malformed, InterruptedException {
        Workspace workspace = main.lookingOnly();
        Screen screen = workspace.screen();
        Guests guests = new Guests(workspace.home().guests());
        Path copy = Path.of(name);
        if (!GuestSpec.isName(name) && Files.isRegularFile(copy)) {
            try (ContainerLog log = ContainerLog.open(workspace.home(), copy)) {
                log.read(screen.json() ? this::keep : Logs::print);
                return report(screen, UNKNOWN, true, copy, log);
            }
        }
        Optional<Guest> found = guests.find(name);
        if (found.isEmpty()) {
            screen.problem("there is no guest named " + name + "; `cloister ps` lists them");
            return Exit.UNAVAILABLE;
        }
        Guest guest = found.get();
        try (ContainerLog log = ContainerLog.open(workspace.home(), guest.sealedLog())) {
            ContainerLog.Sink sink = screen.json() ? this::keep : Logs::print;
            log.read(sink);
            while (follow && !guest.phase().ended() && log.trouble(false).isEmpty()) {
                Thread.sleep(POLL_MILLIS);
                Optional<Guest> now = guests.find(name);
                log.read(sink);
                if (now.isEmpty()) {
                    break; // it ended, and was to be forgotten then
                }
                guest = now.get();
            }
            return report(screen, guest.phase().word(), guest.phase().ended(), guest.sealedLog(), log);
        }
    }

    private int report(Screen screen, String state, boolean ended, Path file, ContainerLog log) {
        Optional<ContainerLog.Trouble> trouble = log.trouble(ended);
        OptionalInt exitCode = log.exitCode();
        if (screen.json()) {
            screen.json(Json.object()
                    .put("name", name)
                    .put("state", state)
                    .put("complete", exitCode.isPresent())
                    .put("exitCode", exitCode.isPresent() ? JsonNumber.of(exitCode.getAsInt()) : JsonNull.NULL)
                    .put("output", Json.array(output))
                    .put(
                            "trouble",
                            trouble.<Json>map(ContainerLog.Trouble::toJson).orElse(JsonNull.NULL))
                    .put("found", log.changed().orElse(""))
                    .build()
                    .pretty());
        }
        if (trouble.isPresent()) {
            screen.problem(trouble.get().sentence());
            log.changed().ifPresent(found -> screen.note("    found: " + found));
            screen.remedy(trouble.get().remedy());
            if (trouble.get() == ContainerLog.Trouble.NO_KEY) {
                screen.note("    the log: " + file.toAbsolutePath());
            }
            return trouble.get().exit();
        }
        if (exitCode.isPresent()) {
            screen.note("cloister: the container ended with exit code " + exitCode.getAsInt());
        }
        return Exit.DONE;
    }

    static void print(LogRecord.Output record) throws IOException {
        PrintStream to = record.stream() == LogRecord.Stream.OUT ? System.out : System.err;
        to.write(record.bytes().array());
        to.flush();
    }

    /// As text where a record is UTF-8 by itself.
    private void keep(LogRecord.Output record) {
        Bytes bytes = record.bytes();
        String stream = record.stream() == LogRecord.Stream.OUT ? "stdout" : "stderr";
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.array()))
                    .toString();
            output.add(Json.object().put("stream", stream).put("text", text).build());
        } catch (CharacterCodingException e) {
            output.add(Json.object()
                    .put("stream", stream)
                    .put("base64", bytes.base64())
                    .build());
        }
    }
}
