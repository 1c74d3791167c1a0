package dev.cloister.cli.proof;

import dev.cloister.bytes.Bytes;
import dev.cloister.machine.BootSet;
import dev.cloister.machine.GuestSpec;
import dev.cloister.machine.PublishedPort;
import dev.cloister.picture.BoundaryPicture;
import dev.cloister.picture.BoundaryPicture.Crossing;
import dev.cloister.picture.BoundaryPicture.Part;
import dev.cloister.picture.BoundaryPicture.Party;
import dev.cloister.picture.BoundaryPicture.Seen;
import dev.cloister.picture.BoundaryPicture.Way;
import dev.cloister.workload.CloisterToml;
import dev.cloister.workload.WorkloadPolicy;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A guest's isolation boundary, from how it was started and what its owner pinned: every device that it was given
/// is a crossing here.
final class ProofBoundary {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private final Dossier dossier;
    private final GuestSpec spec;
    private final Optional<CloisterToml> pinned;

    private ProofBoundary(Dossier dossier) {
        this.dossier = dossier;
        this.spec = dossier.spec();
        this.pinned = dossier.pinned();
    }

    static BoundaryPicture of(Dossier dossier) {
        ProofBoundary boundary = new ProofBoundary(dossier);
        return new BoundaryPicture(
                dossier.proof().guest(), dossier.emulated(), boundary.inside(), boundary.host(), boundary.crossings());
    }

    /// Whether the broker runs on the machine that hosts the guest, so that one user has both.
    static boolean isBrokerHere(GuestSpec spec) {
        return LOOPBACK.contains(String.valueOf(URI.create(spec.brokerUrl()).getHost()));
    }

    private List<Part> inside() {
        List<Part> parts = new ArrayList<>();
        List<String> container = new ArrayList<>();
        pinned.ifPresent(toml -> {
            container.add("image " + brief(toml.root().verity()));
            toml.secrets().forEach(secret -> container.add("/run/secrets/" + secret.file()));
        });
        container.add("listens on " + ports());
        parts.add(new Part("Container " + dossier.proof().guest(), container));
        parts.add(new Part("Agent", List.of("attests, opens the image", "no shell, no other way in")));
        parts.add(new Part("Kernel and initrd", digests()));
        parts.add(new Part(
                "Firmware",
                dossier.booted()
                        .map(set -> List.of(brief(set.firmware().sha256())))
                        .orElse(List.of())));
        parts.add(new Part("Memory, " + spec.memoryMiB() + " MiB", List.of(memory())));
        if (!dossier.emulated()) {
            parts.add(new Part("AMD secure processor", List.of("measures, signs the report")));
        }
        return parts;
    }

    private List<String> digests() {
        if (dossier.booted().isEmpty()) {
            return List.of("measured, see the chain");
        }
        BootSet set = dossier.booted().get();
        return List.of(
                "kernel " + brief(set.kernel().sha256()),
                "initrd " + brief(set.initrd().sha256()));
    }

    private String memory() {
        return dossier.emulated() ? "EMULATED: host can read it" : "encrypted by the processor";
    }

    private static String brief(Bytes sha256) {
        return sha256.slice(0, 8).hex() + "…";
    }

    private String ports() {
        return spec.ports().isEmpty()
                ? "no port that is published"
                : spec.ports().stream().map(port -> "port " + port.guest()).collect(Collectors.joining(", "));
    }

    private List<String> host() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "Kernel, QEMU, keeper, disks, network. It feeds the guest and can stop it; nothing it says is believed.");
        if (isBrokerHere(spec)) {
            lines.add("Broker and owner are on this same machine here, so this boundary keeps nobody out of it.");
        }
        return lines;
    }

    private List<Crossing> crossings() {
        List<Crossing> all = new ArrayList<>();
        for (PublishedPort port : spec.ports()) {
            all.add(new Crossing(
                    "Port " + port.guest(),
                    Party.VISITORS,
                    Way.BOTH,
                    Seen.OPEN,
                    List.of(
                            "127.0.0.1:" + port.host() + " of the host",
                            "Passed on as it comes: plain HTTP is plain here.")));
        }
        all.add(new Crossing(
                "Relay to the broker",
                Party.BROKER,
                Way.BOTH,
                Seen.SEALED,
                List.of(spec.brokerUrl(), "Evidence is no secret; what the broker says is signed.")));
        all.add(new Crossing("Image", Party.DISK, Way.IN, Seen.SEALED, List.of("A changed block stops the guest.")));
        all.add(new Crossing("Boot files", Party.DISK, Way.IN, Seen.FIXED, List.of("Measured into the report.")));
        all.add(new Crossing("Init-data", Party.DISK, Way.IN, Seen.FIXED, List.of("Its digest is in the report.")));
        if (pinned.isEmpty() || pinned.get().workload().logs() == WorkloadPolicy.Logs.OWNER) {
            List<String> lines = List.of("Encrypted to the owner's key.");
            all.add(new Crossing("Output and exit code", Party.OWNER, Way.OUT, Seen.SEALED, lines));
        }
        all.add(new Crossing("Requests to stop", Party.HOST, Way.IN, Seen.OPEN, List.of(signals())));
        all.add(new Crossing(
                "Console",
                Party.HOST,
                Way.OUT,
                Seen.OPEN,
                List.of("Kernel and refusals, never the container's output.")));
        if (spec.backend().emulated()) {
            all.add(
                    new Crossing(
                            "Evidence port",
                            Party.HOST,
                            Way.BOTH,
                            Seen.PLAYED,
                            List.of(
                                    "A program of the host plays the chip. On hardware the chip is inside, and there is no such port.")));
        }
        return all;
    }

    private String signals() {
        String allowed = pinned.map(toml ->
                        toml.workload().signals().stream().map(Enum::name).collect(Collectors.joining(", ")))
                .orElse("");
        return allowed.isEmpty() ? "No signal reaches the container." : "Signals " + allowed + " reach the container.";
    }
}
