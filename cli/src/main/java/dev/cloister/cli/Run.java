package dev.cloister.cli;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.home.BrokerClient;
import dev.cloister.image.ImageReference;
import dev.cloister.image.Opened;
import dev.cloister.image.SealedArtifact;
import dev.cloister.machine.GuestSpec;
import dev.cloister.machine.PublishedPort;
import dev.cloister.workload.CloisterToml;
import dev.cloister.workload.ConfidentialContainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Option(
            names = "--cpus",
            paramLabel = "N",
            description = "virtual CPUs, part of the measurement; emulated ones share one processor (default: 1)")
    private Integer cpus;

    @Option(names = "--memory", paramLabel = "SIZE", description = "such as 512Mi (default: " + DEFAULT_MEMORY + ")")
    private String memory;

    @Option(
            names = "--broker",
            paramLabel = "URL",
            description = "the broker that guards the image (default: this home's)")
    private String brokerUrl;

    @Mixin
    private BackendChoice backend = new BackendChoice();

    @Override
    public Integer call() throws IOException, Malformed, InterruptedException {
        Workspace workspace = main.workspace();
        Screen screen = workspace.screen();
        Optional<Asked> asked = Asked.of(Optional.ofNullable(image), Optional.ofNullable(file));
        if (asked.isEmpty()) {
            screen.problem("name the folder that `cloister protect` made, or a YAML file with -f");
            return Exit.USAGE;
        }
        String named = asked.get().image();
        Optional<ConfidentialContainer> document = asked.get().document();
        Path place = place(named);
        Launch.Wish wish = wish(place, document);
        backend.problem().ifPresent(sentence -> {
            throw usage(sentence);
        });
        if (!(SealedArtifact.open(place) instanceof Opened.Protected artifact)) {
            screen.problem(named + " is not protected, so it is not run; protect it first: cloister protect " + named
                    + " -o " + SealedPlace.beside(place));
            return Exit.REFUSED;
        }
        Pins pins = Pins.of(place, document);
        Optional<BrokerClient> broker = pins.broker(workspace, Optional.ofNullable(brokerUrl), document);
        if (broker.isEmpty() || !pins.approved(workspace, broker.get(), asked.get())) {
            return Exit.REFUSED;
        }
        return new Launch(workspace, wish, backend.choose(workspace, place), detach, remove)
                .run(artifact.blob(), pins.initData(), broker.get());
    }

    /// `IMAGE` is the sealed folder itself, or an image with the sealed one beside it.
    private static Path place(String asked) throws IOException, Malformed {
        boolean scheme = asked.startsWith("oci:") || asked.contains("-archive:");
        Path path = scheme ? ImageReference.parse(asked).path() : Path.of(asked);
        Path sealed = SealedPlace.beside(path);
        return SealedPlace.isSealed(sealed) ? sealed : path.toAbsolutePath().normalize();
    }

    /// What the options say, else the document; checked before anything is started.
    private Launch.Wish wish(Path place, Optional<ConfidentialContainer> document) {
        String guestName =
                name != null ? name : document.map(ConfidentialContainer::name).orElse(SealedPlace.name(place));
        if (!GuestSpec.isName(guestName)) {
            throw usage("--name needs 1 to 63 of a-z, 0-9 and -, not " + guestName);
        }
        int count =
                cpus != null ? cpus : document.map(ConfidentialContainer::cpus).orElse(1);
        if (count < 1 || count > GuestSpec.MAX_CPUS) {
            throw usage("a guest has 1 to " + GuestSpec.MAX_CPUS + " CPUs here, not " + count);
        }
        if (brokerUrl != null && !CloisterToml.Broker.isUrl(brokerUrl)) {
            throw usage("--broker needs http://HOST:PORT or https://HOST:PORT, not " + brokerUrl);
        }
        return new Launch.Wish(guestName, count, mebibytes(document), publishedPorts(document));
    }

    private int mebibytes(Optional<ConfidentialContainer> document) {
        if (memory == null && document.isPresent()) {
            return document.get().memory().mebibytes();
        }
        try {
            String size = memory == null ? DEFAULT_MEMORY : memory;
            return ConfidentialContainer.Memory.parse("option", "--memory", size)
                    .mebibytes();
        } catch (Malformed e) {
            throw usage("--memory " + e.problem());
        }
    }

    private List<PublishedPort> publishedPorts(Optional<ConfidentialContainer> document) {
        List<PublishedPort> published = new ArrayList<>();
        Set<Integer> hosts = new HashSet<>();
        for (String port : ports) {
            String[] numbers = port.split(":", -1);
            if (numbers.length != 2 || !isPort(numbers[0]) || !isPort(numbers[1])) {
                throw usage("-p needs HOST:GUEST, two port numbers such as 8080:80, not " + port);
            }
            PublishedPort wanted = new PublishedPort(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
            if (!hosts.add(wanted.host())) {
                throw usage("-p publishes port " + wanted.host() + " of this host twice");
            }
            published.add(wanted);
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
}
