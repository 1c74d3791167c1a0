package dev.cloister.cli;

import dev.cloister.bytes.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `cloister broker`: the service that appraises evidence and releases keys.
@Command(name = "broker", description = "the service that appraises evidence and releases keys")
final class Broker {
    private static final Pattern ADDRESS = Pattern.compile("(.+):([0-9]{1,5})");
    private static final int MAX_PORT = 65_535;
    private static final Pattern READY = Pattern.compile("broker ready at (\\S+) for audience (\\S+)");
    private static final String SPEAKER = "broker: ";

    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Command(
            name = "serve",
            description = "serve in the foreground until interrupted; /healthz answers 200 when it is ready",
            footer = {"", "Example: cloister broker serve --listen 127.0.0.1:8743"})
    int serve(
            @Option(
                            names = "--listen",
                            paramLabel = "HOST:PORT",
                            defaultValue = "127.0.0.1:0",
                            description = "where to listen (default: a free port of 127.0.0.1)")
                    String listen)
            throws IOException {
        Matcher address = ADDRESS.matcher(listen);
        if (!address.matches() || Integer.parseInt(address.group(2)) > MAX_PORT) {
            throw new ParameterException(
                    spec.commandLine().getSubcommands().get("serve"),
                    "--listen needs HOST:PORT, such as 127.0.0.1:8743, not " + listen);
        }
        Workspace workspace = main.workspace();
        Screen screen = workspace.screen();
        List<String> command =
                new ArrayList<>(workspace.broker().command(List.of("--listen", listen, "--idle-seconds", "0")));
        Process broker = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.INHERIT)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(broker::destroy));
        Thread complaints = Thread.ofVirtual().start(() -> complaints(screen, broker));
        try (BufferedReader said = broker.inputReader(StandardCharsets.UTF_8)) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                Matcher ready = READY.matcher(line);
                if (screen.json() && ready.matches()) {
                    screen.json(Json.object()
                            .put("url", ready.group(1))
                            .put("audience", ready.group(2))
                            .build()
                            .pretty());
                } else {
                    screen.say(line);
                }
            }
            complaints.join();
            return broker.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Exit.UNAVAILABLE;
        }
    }

    /// What the broker says on standard error, as its own words or as this command's.
    private static void complaints(Screen screen, Process broker) {
        try (BufferedReader said = broker.errorReader(StandardCharsets.UTF_8)) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                if (line.startsWith(SPEAKER)) {
                    screen.problem("the broker: " + line.substring(SPEAKER.length()));
                } else {
                    screen.note(line);
                }
            }
        } catch (IOException e) {
            screen.note("what the broker says cannot be read any more: " + e.getMessage());
        }
    }
}
