package dev.cloister.cli;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.home.ChosenBroker;
import dev.cloister.cli.home.KeyFiles;
import dev.cloister.cli.home.Room;
import dev.cloister.workload.CloisterToml;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `cloister broker`: the service that appraises evidence and releases keys.
@Command(
        name = "broker",
        subcommands = {BrokerAdmit.class, BrokerDecisions.class, BrokerToken.class},
        description = "the service that appraises evidence and releases keys",
        footer = {"", "Example: cloister broker serve --listen 127.0.0.1:8743"})
final class Broker {
    private static final Pattern ADDRESS = Pattern.compile("(.+):([0-9]{1,5})");
    private static final int MAX_PORT = 65_535;
    private static final Pattern READY = Pattern.compile("broker ready at (\\S+) for audience (\\S+)");
    private static final String HOME = "home";
    private static final String SPEAKER = "broker: ";

    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    Workspace workspace() throws IOException {
        return main.workspace();
    }

    @Command(
            name = "serve",
            description = "serve in the foreground until interrupted; /healthz answers 200 when it is ready",
            footer = {"", "Example: cloister broker serve --listen 127.0.0.1:8743"})
    int serve(
            @Option(
                            names = "--listen",
                            paramLabel = "HOST:PORT",
                            defaultValue = "127.0.0.1:0",
                            description = "where to listen (default: a free port of 127.0.0.1); whoever administers it"
                                    + " comes over 127.0.0.1 wherever it listens")
                    String listen,
            @Option(
                            names = "--admin",
                            paramLabel = "FILE",
                            description = "an owner elsewhere administers it: the public key that `broker key` printed"
                                    + " there (default: a key made here)")
                    Path admin,
            @Option(
                            names = "--master-key",
                            paramLabel = "FILE",
                            description = "32 bytes under which secrets are stored (default: a file made here)")
                    Path masterKey,
            @Option(
                            names = "--sample",
                            description =
                                    "look at KBS's sample attester, which anybody can play: for trials with values"
                                            + " that are no secrets (docs/kbs.md)")
                    boolean sample)
            throws IOException {
        Matcher address = ADDRESS.matcher(listen);
        if (!address.matches() || Integer.parseInt(address.group(2)) > MAX_PORT) {
            throw new ParameterException(
                    spec.commandLine().getSubcommands().get("serve"),
                    "--listen needs HOST:PORT, such as 127.0.0.1:8743, not " + listen);
        }
        Workspace workspace = main.workspace();
        Screen screen = workspace.screen();
        List<String> words = new ArrayList<>(List.of("--listen", listen, "--idle-seconds", "0"));
        if (admin != null) {
            words.addAll(List.of("--admin", admin.toString()));
        }
        if (masterKey != null) {
            words.addAll(List.of("--master-key", masterKey.toString()));
        }
        if (sample) {
            words.addAll(List.of("--sample", "on"));
        }
        Process broker = new ProcessBuilder(workspace.broker().command(words))
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

    @Command(
            name = "key",
            description = "print the public key with which this home administers brokers elsewhere",
            footer = {"", "Example: cloister broker key >owner.pem"})
    int key() throws IOException, Malformed {
        Workspace workspace = main.workspace();
        Path file = workspace.home().adminKey();
        if (!Files.exists(file)) {
            try {
                KeyFiles.create(file);
            } catch (FileAlreadyExistsException e) {
                // Another command made it in the same moment.
            }
        }
        String pem = KeyFiles.publicPem(file);
        Screen screen = workspace.screen();
        if (screen.json()) {
            screen.json(Json.object()
                    .put("file", file.toString())
                    .put("publicKey", pem)
                    .build()
                    .pretty());
        } else {
            screen.say(pem.strip());
        }
        return Exit.DONE;
    }

    @Command(
            name = "use",
            description = "let this home work with a broker elsewhere, or with its own again",
            footer = {
                "",
                "What the broker says of itself is pinned in every image that is protected from then on. Hold its root key"
                        + " against what it printed when it started there.",
                "",
                "Examples:",
                "  cloister broker use http://127.0.0.1:8743",
                "  cloister broker use home"
            })
    int use(
            @Parameters(paramLabel = "URL", description = "http://HOST:PORT, or home for one of this home's own")
                    String url,
            @Option(
                            names = "--root-key",
                            paramLabel = "KEY",
                            description = "refuse a broker with another root key than this, as it printed it")
                    String rootKey)
            throws IOException, Malformed {
        boolean home = url.equals(HOME);
        if (!home && !CloisterToml.Broker.isUrl(url)) {
            throw new ParameterException(
                    spec.commandLine().getSubcommands().get("use"),
                    "URL is http://HOST:PORT, https://HOST:PORT or home, not " + url);
        }
        Workspace workspace = main.workspace();
        if (home) {
            ChosenBroker.forget(workspace.home());
            return told(workspace.screen(), new ChosenBroker(HOME, HOME, List.of(), true));
        }
        ChosenBroker chosen = ChosenBroker.at(url, workspace.home());
        if (rootKey != null && !chosen.rootKeys().contains(rootKey)) {
            workspace
                    .screen()
                    .problem("the root key of the broker at " + url + " is " + String.join(", ", chosen.rootKeys())
                            + ", not " + rootKey + "; this home goes on as before");
            return Exit.REFUSED;
        }
        chosen.keep(workspace.home());
        return told(workspace.screen(), chosen);
    }

    private static int told(Screen screen, ChosenBroker chosen) {
        if (screen.json()) {
            screen.json(chosen.toJson().pretty());
        } else if (chosen.url().equals(HOME)) {
            screen.say("This home uses a broker of its own.");
        } else {
            screen.say("This home uses the broker at " + chosen.url() + ", audience " + chosen.audience());
            screen.say("  root key  " + String.join(", ", chosen.rootKeys()));
            screen.say(
                    chosen.owner()
                            ? "  It takes this home for its owner: protect, approve, secret and verify work with it."
                            : "  It does not take this home for its owner: images that it guards run from here, no more. An"
                                    + " owner's key goes to it with --admin (`cloister broker key`), and an owner comes over"
                                    + " its own 127.0.0.1 (a tunnel).");
        }
        return Exit.DONE;
    }

    /// What the broker says on standard error, as its own words or as this command's.
    private static void complaints(Screen screen, Process broker) {
        try (BufferedReader said = broker.errorReader(StandardCharsets.UTF_8)) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                if (line.startsWith(SPEAKER)) {
                    screen.problem("the broker: " + line.substring(SPEAKER.length()));
                    screen.remedy(Room.isFull(line) ? Room.REMEDY : "");
                } else {
                    screen.note(line);
                }
            }
        } catch (IOException e) {
            screen.note("what the broker says cannot be read any more: " + e.getMessage());
        }
    }
}
