package dev.cloister.cli;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.home.BrokerClient;
import dev.cloister.cli.yaml.ContainerYaml;
import dev.cloister.image.Opened;
import dev.cloister.image.SealedArtifact;
import dev.cloister.machine.Guest;
import dev.cloister.machine.GuestSpec;
import dev.cloister.machine.Guests;
import dev.cloister.machine.PublishedPort;
import dev.cloister.machine.Stage;
import dev.cloister.machine.Start;
import dev.cloister.workload.ConfidentialContainer;
import dev.cloister.workload.InitDataDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `cloister run`: the host's step. Takes what `protect` made, starts it in a TEE and waits until the container
/// runs; in the foreground it then shows the container's output and ends with its exit code.
@Command(
        name = "run",
        description = "start a protected image in a confidential VM",
        footer = {"", "Example: cloister run --detach -p 8080:80 web.sealed"})
final class Run implements Callable<Integer> {
    private static final String DEFAULT_MEMORY = "1Gi";

    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "IMAGE",
            description = "the folder that protect made, or the image beside which it lies")
    private String image;

    @Option(names = "-f", paramLabel = "FILE", description = "run what this YAML describes")
    private Path file;

    @Option(names = "-p", paramLabel = "HOST:GUEST", description = "publish a TCP port on 127.0.0.1")
    private List<String> ports = new ArrayList<>();

    @Option(names = "--name", paramLabel = "NAME", description = "name of the guest (default: the image's)")
    private String name;

    @Option(names = "--detach", description = "return when the container runs; it goes on until `cloister stop`")
    private boolean detach;

    @Option(names = "--rm", description = "forget the guest when it has ended")
    private boolean remove;

    @Option(names = "--cpus", paramLabel = "N", description = "virtual CPUs, part of the measurement (default: 1)")
    private Integer cpus;

    @Option(names = "--memory", paramLabel = "SIZE", description = "such as 512Mi (default: " + DEFAULT_MEMORY + ")")
    private String memory;

    @Option(
            names = "--broker",
            paramLabel = "URL",
            description = "the broker that guards the image (default: this home's)")
    private String brokerUrl;

    @Override
    public Integer call() throws IOException, Malformed, InterruptedException {
        Workspace workspace = main.workspace();
        Screen screen = workspace.screen();
        Optional<ConfidentialContainer> document =
                file == null ? Optional.empty() : Optional.of(ContainerYaml.read(file));
        String asked = image != null
                ? image
                : document.map(ConfidentialContainer::image).orElse(null);
        if (asked == null) {
            screen.problem("name the folder that `cloister protect` made, or a YAML file with -f");
            return Exit.USAGE;
        }
        Path place = place(asked);
        if (!(SealedArtifact.open(place) instanceof Opened.Protected artifact)) {
            screen.problem(asked + " is not protected, so it is not run; protect it first: cloister protect " + asked
                    + " -o " + SealedPlace.beside(place));
            return Exit.REFUSED;
        }
        Pins pins = Pins.of(place, document);
        Optional<BrokerClient> broker = pins.broker(workspace, Optional.ofNullable(brokerUrl), document);
        if (broker.isEmpty() || !pins.approved(workspace, broker.get(), document)) {
            return Exit.REFUSED;
        }
        return start(workspace, guestSpec(workspace, place, artifact, pins, broker.get(), document), broker.get());
    }

    /// `IMAGE` is the sealed folder itself, or an image with the sealed one beside it.
    private static Path place(String asked) {
        Path path = Path.of(asked.startsWith("oci:") ? asked.substring("oci:".length()) : asked);
        Path sealed = SealedPlace.beside(path);
        return SealedPlace.isSealed(sealed) ? sealed : path.toAbsolutePath().normalize();
    }

    private GuestSpec guestSpec(
            Workspace workspace,
            Path place,
            Opened.Protected artifact,
            Pins pins,
            BrokerClient broker,
            Optional<ConfidentialContainer> document)
            throws IOException, Malformed {
        Path initData = Files.createTempFile(workspace.home().state(), "initdata", ".img");
        Files.write(initData, InitDataDevice.encode(pins.initData()));
        String guestName =
                name != null ? name : document.map(ConfidentialContainer::name).orElse(SealedPlace.name(place));
        if (!GuestSpec.isName(guestName)) {
            throw usage("--name needs 1 to 63 of a-z, 0-9 and -, not " + guestName);
        }
        int count =
                cpus != null ? cpus : document.map(ConfidentialContainer::cpus).orElse(1);
        if (count < 1 || count > GuestSpec.MAX_CPUS) {
            throw usage("--cpus needs 1 to " + GuestSpec.MAX_CPUS + ", not " + count);
        }
        return new GuestSpec(
                guestName,
                count,
                memoryMebibytes(document),
                publishedPorts(document),
                artifact.blob().toAbsolutePath().normalize(),
                initData,
                pins.initData().digest(),
                workspace.bootSets().ready().folder().toAbsolutePath(),
                workspace.bootSets().qemu(),
                workspace.home().emulator(),
                broker.url());
    }

    private int memoryMebibytes(Optional<ConfidentialContainer> document) throws Malformed {
        if (memory == null && document.isPresent()) {
            return document.get().memory().mebibytes();
        }
        String size = memory == null ? DEFAULT_MEMORY : memory;
        return ConfidentialContainer.Memory.parse("option", "--memory", size).mebibytes();
    }

    private List<PublishedPort> publishedPorts(Optional<ConfidentialContainer> document) {
        List<PublishedPort> published = new ArrayList<>();
        for (String port : ports) {
            String[] numbers = port.split(":", -1);
            if (numbers.length != 2 || !isPort(numbers[0]) || !isPort(numbers[1])) {
                throw usage("-p needs HOST:GUEST, two port numbers such as 8080:80, not " + port);
            }
            published.add(new PublishedPort(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1])));
        }
        if (published.isEmpty()) {
            document.ifPresent(asked ->
                    asked.ports().forEach(port -> published.add(new PublishedPort(port.host(), port.guest()))));
        }
        return published;
    }

    private static boolean isPort(String text) {
        return text.matches("[1-9][0-9]{0,4}") && ConfidentialContainer.Port.isPort(Long.parseLong(text));
    }

    private ParameterException usage(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }

    private Integer start(Workspace workspace, GuestSpec guestSpec, BrokerClient broker)
            throws IOException, Malformed, InterruptedException {
        Screen screen = workspace.screen();
        Guests guests = new Guests(workspace.home().guests());
        Start start;
        try (Screen.Step step = screen.step("starting " + guestSpec.name() + ", EMULATED")) {
            start = guests.start(guestSpec, stage -> step.progress(stage.name()));
            if (start instanceof Start.Running running) {
                step.addCpu(running.guest().cpuSeconds());
                step.result(stages(running.guest().stages()));
            }
        } finally {
            Files.deleteIfExists(guestSpec.initDataImage());
        }
        return switch (start) {
            case Start.NotStarted refused -> new Refusal(screen, broker).explain(refused.reason());
            case Start.Running running -> running(workspace, guests, running.guest());
        };
    }

    private static String stages(List<Stage> stages) {
        StringBuilder text = new StringBuilder();
        for (Stage stage : stages) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(stage.name())
                    .append(String.format(Locale.ROOT, " %.1f s", stage.seconds()));
        }
        return text.toString();
    }

    /// Where `--rm` is remembered, for whoever ends the guest.
    static Path removal(Guest guest) {
        return guest.folder().resolve("remove-when-ended");
    }

    private Integer running(Workspace workspace, Guests guests, Guest guest)
            throws IOException, Malformed, InterruptedException {
        Screen screen = workspace.screen();
        List<String> urls = guest.spec().ports().stream()
                .map(port -> "http://127.0.0.1:" + port.host() + "/")
                .toList();
        if (screen.json()) {
            screen.json(Json.object()
                    .put("name", guest.spec().name())
                    .put("emulated", true)
                    .put("measurement", guest.measurement().hex())
                    .put("initData", guest.spec().hostData().hex())
                    .put("urls", Json.array(urls.stream().map(Json::text).toList()))
                    .build()
                    .pretty());
        } else {
            screen.say("Running: " + guest.spec().name() + "  EMULATED: memory is not protected from this host");
            urls.forEach(url -> screen.say("  " + url + "  (plain HTTP: this host sees it)"));
        }
        if (remove) {
            Files.createFile(removal(guest));
        }
        if (detach) {
            screen.note("Check it: cloister verify " + guest.spec().name() + "   Stop it: cloister stop "
                    + guest.spec().name());
            return Exit.DONE;
        }
        return new Foreground(workspace, guests, guest.spec().name(), remove).follow();
    }
}
