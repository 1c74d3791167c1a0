package dev.cloister.cli.proof;

import dev.cloister.bytes.Bytes;
import dev.cloister.machine.Backend;
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
import dev.cloister.workload.ConfidentialContainer;
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
    private static final List<String> MEASURED = List.of("measured into the report");

    private final String guest;
    private final boolean emulated;
    private final GuestSpec spec;
    private final List<String> content;
    private final Optional<WorkloadPolicy> policy;
    private final Optional<BootSet> booted;

    private ProofBoundary(
            String guest,
            boolean emulated,
            GuestSpec spec,
            List<String> content,
            Optional<WorkloadPolicy> policy,
            Optional<BootSet> booted) {
        this.guest = guest;
        this.emulated = emulated;
        this.spec = spec;
        this.content = content;
        this.policy = policy;
        this.booted = booted;
    }

    static BoundaryPicture of(Dossier dossier) {
        Optional<CloisterToml> pinned = dossier.pinned();
        return new ProofBoundary(
                        dossier.proof().guest(),
                        dossier.emulated(),
                        dossier.spec(),
                        pinned.map(ProofBoundary::content).orElse(List.of()),
                        pinned.map(CloisterToml::workload),
                        dossier.booted())
                .picture();
    }

    /// As it will be, before anything has been sealed or has booted.
    static BoundaryPicture of(ConfidentialContainer container, GuestSpec spec) {
        List<String> content = new ArrayList<>(List.of("image " + container.image()));
        container.secrets().forEach(secret -> content.add("/run/secrets/" + secret.name()));
        return new ProofBoundary(
                        container.name(),
                        spec.backend().emulated(),
                        spec,
                        content,
                        Optional.of(container.workloadPolicy()),
                        Optional.empty())
                .picture();
    }

    private static List<String> content(CloisterToml pinned) {
        List<String> content =
                new ArrayList<>(List.of("image " + brief(pinned.root().verity())));
        pinned.secrets().forEach(secret -> content.add("/run/secrets/" + secret.file()));
        return content;
    }

    private BoundaryPicture picture() {
        return new BoundaryPicture(guest, emulated, inside(), host(), crossings());
    }

    /// Whether the broker runs on the machine that hosts the guest, so that one user has both.
    static boolean isBrokerHere(GuestSpec spec) {
        return LOOPBACK.contains(String.valueOf(URI.create(spec.brokerUrl()).getHost()));
    }

    private List<Part> inside() {
        List<Part> parts = new ArrayList<>();
        List<String> container = new ArrayList<>(content);
        container.add("listens on " + ports());
        parts.add(new Part("Container " + guest, container));
        parts.add(new Part("Agent", List.of("attests, opens the image", "no shell, no other way in")));
        parts.add(new Part("Kernel and initrd", digests()));
        parts.add(new Part(
                "Firmware",
                booted.map(set -> List.of(brief(set.firmware().sha256()))).orElse(MEASURED)));
        parts.add(new Part("Memory, " + spec.memoryMiB() + " MiB", List.of(memory())));
        if (!emulated) {
            chip().ifPresent(parts::add);
        }
        return parts;
    }

    private Optional<Part> chip() {
        return switch (spec.backend()) {
            case Backend.Emulated _ -> Optional.empty();
            case Backend.Snp _ -> Optional.of(new Part("AMD secure processor", List.of("measures, signs the report")));
        };
    }

    private List<String> digests() {
        return booted.map(set -> List.of(
                        "kernel " + brief(set.kernel().sha256()),
                        "initrd " + brief(set.initrd().sha256())))
                .orElse(MEASURED);
    }

    private String memory() {
        return emulated ? "EMULATED: host can read it" : "encrypted by the processor";
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
        if (policy.isEmpty() || policy.get().logs() == WorkloadPolicy.Logs.OWNER) {
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
        String allowed = policy.map(
                        what -> what.signals().stream().map(Enum::name).collect(Collectors.joining(", ")))
                .orElse("");
        return allowed.isEmpty() ? "No signal reaches the container." : "Signals " + allowed + " reach the container.";
    }
}
