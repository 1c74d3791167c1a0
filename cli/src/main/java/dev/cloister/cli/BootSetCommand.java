package dev.cloister.cli;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.bootset.Comparison;
import dev.cloister.cli.bootset.Manifest;
import dev.cloister.cli.bootset.Sbom;
import dev.cloister.cli.clean.Occupied;
import dev.cloister.machine.BootSet;
import dev.cloister.measure.VcpuType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `cloister bootset`: what boots inside the guest, what it measures, and whether anybody else gets the same.
@Command(
        name = "bootset",
        description = "what boots inside the guest: firmware, kernel, initrd",
        footer = {
            "",
            "A SET is a folder, a manifest.json, or the first letters of its name in the cache.",
            "",
            "Example: cloister bootset show"
        })
final class BootSetCommand {
    private static final String SET = "a boot set (default: this installation's)";

    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Command(
            name = "build",
            description = "build the boot set and fetch QEMU unless both are in the cache; print where they are",
            footer = {"", "Example: cloister bootset build"})
    int build() throws IOException, Malformed {
        Workspace workspace = main.workspace();
        BootSet bootSet = workspace.bootSets().ready();
        String qemu = workspace.bootSets().qemu().toString();
        workspace.screen().say(bootSet.folder().toString());
        workspace.screen().say(qemu);
        if (workspace.screen().json()) {
            workspace
                    .screen()
                    .json(Json.object()
                            .put("folder", bootSet.folder().toString())
                            .put("key", bootSet.key())
                            .put("qemu", qemu)
                            .build()
                            .pretty());
        }
        return Exit.DONE;
    }

    @Command(
            name = "show",
            description = "print files, measurements, and whether they are the published ones",
            footer = {"", "Example: cloister bootset show --cpus 2"})
    int show(
            @Parameters(arity = "0..1", paramLabel = "SET", description = SET) String set,
            @Option(
                            names = "--cpus",
                            paramLabel = "N",
                            description = "only for this number of virtual CPUs, 1 to 8 (default: 1, 2, 4 and 8)")
                    Integer cpus,
            @Option(
                            names = "--vcpu-type",
                            paramLabel = "TYPE",
                            description = "for this type of virtual CPU, by QEMU's name (default: the one that runs)")
                    String type)
            throws IOException, Malformed {
        if (cpus != null && (cpus < 1 || cpus > 8)) {
            throw usage("--cpus needs 1 to 8, not " + cpus);
        }
        Optional<VcpuType> vcpu = VcpuType.named(type == null ? BootSet.vcpuType() : type);
        if (vcpu.isEmpty()) {
            throw usage("--vcpu-type needs a type that QEMU knows, such as EPYC-Milan, not " + type);
        }
        Workspace workspace = main.workspace();
        Optional<Path> folder = present(workspace, set);
        if (folder.isEmpty()) {
            return Exit.UNAVAILABLE;
        }
        BootSet bootSet = BootSet.read(folder.get());
        ShownBootSet shown = ShownBootSet.of(
                bootSet, Manifest.read(folder.get()), cpus == null ? List.of(1, 2, 4, 8) : List.of(cpus), vcpu.get());
        if (workspace.screen().json()) {
            workspace.screen().json(shown.toJson().pretty());
        } else {
            shown.lines().forEach(workspace.screen()::say);
            others(workspace, folder.get()).ifPresent(workspace.screen()::say);
        }
        return Exit.DONE;
    }

    /// What the sets built here before, or from other sources, hold.
    private static Optional<String> others(Workspace workspace, Path shown) throws IOException {
        List<Path> others = workspace
                .bootSets()
                .newestFirst()
                .filter(set -> !set.equals(shown.toAbsolutePath()))
                .toList();
        long bytes = 0;
        for (Path set : others) {
            bytes += Occupied.size(set);
        }
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of("Other boot sets in the cache: " + others.size() + ", " + Sizes.text(bytes)
                        + "; `cloister clean` lists and removes them");
    }

    @Command(
            name = "verify",
            description = "build this installation's boot set once more from the lock, and compare",
            footer = {"", "Example: cloister bootset verify --skip-firmware"})
    int verify(
            @Option(
                            names = "--skip-firmware",
                            description = "take the firmware as it was built: seconds instead of minutes")
                    boolean skipFirmware)
            throws IOException, Malformed {
        Workspace workspace = main.workspace();
        Screen screen = workspace.screen();
        Path folder = workspace.bootSets().ready().folder();
        Manifest first = Manifest.read(folder);
        Comparison comparison = workspace.bootSets().rebuilt(skipFirmware, set -> {
            BootSet.read(set);
            return Comparison.of(first, Manifest.read(set));
        });
        if (screen.json()) {
            screen.json(Json.object()
                    .put("reproduced", comparison.same())
                    .put("firmwareRebuilt", !skipFirmware)
                    .put("folder", folder.toString())
                    .put("comparison", comparison.toJson())
                    .build()
                    .pretty());
        } else {
            comparison.lines().forEach(screen::say);
            screen.say(
                    comparison.same()
                            ? "Reproduced from the lock" + (skipFirmware ? ", all but the firmware" : "")
                                    + ": equal bytes, equal measurements."
                            : "Not reproduced: the lock gives other bytes than " + folder);
        }
        return comparison.same() ? Exit.DONE : Exit.REFUSED;
    }

    @Command(
            name = "diff",
            description = "say why two boot sets measure differently; exit code 1 when they do",
            footer = {
                "",
                "The files of a folder are hashed; of a manifest alone its maker's word is taken.",
                "",
                "Example: cloister bootset diff 0a1b 9f8e"
            })
    int diff(
            @Parameters(
                            arity = "0..2",
                            paramLabel = "SET",
                            description = "two boot sets (default: this installation's and the newest other one)")
                    List<String> sets)
            throws IOException, Malformed {
        if (sets != null && sets.size() == 1) {
            throw usage("name two boot sets, or none");
        }
        Workspace workspace = main.workspace();
        Screen screen = workspace.screen();
        Path a;
        Path b;
        if (sets == null) {
            Path own = workspace.bootSets().ready().folder();
            Optional<Path> other = workspace
                    .bootSets()
                    .newestFirst()
                    .filter(set -> !set.equals(own))
                    .findFirst();
            if (other.isEmpty()) {
                screen.problem("only one boot set was built here; name two folders or manifests");
                return Exit.UNAVAILABLE;
            }
            a = other.get();
            b = own;
        } else {
            a = workspace.bootSets().find(sets.getFirst());
            b = workspace.bootSets().find(sets.getLast());
        }
        Comparison comparison = Comparison.of(checked(a), checked(b));
        if (screen.json()) {
            screen.json(Json.object()
                    .put("a", a.toString())
                    .put("b", b.toString())
                    .put("comparison", comparison.toJson())
                    .build()
                    .pretty());
        } else {
            print(screen, a, b, comparison);
        }
        return comparison.same() ? Exit.DONE : Exit.REFUSED;
    }

    /// Of a folder whose files are those of its manifest, hashed here; of a manifest alone, its maker's word.
    private static Manifest checked(Path place) throws IOException, Malformed {
        if (Files.isDirectory(place)) {
            BootSet.read(place);
        }
        return Manifest.read(place);
    }

    private static void print(Screen screen, Path a, Path b, Comparison comparison) {
        screen.say("From " + a);
        screen.say("to   " + b);
        comparison.lines().forEach(screen::say);
        for (BootSet.Profile profile : BootSet.Profile.values()) {
            screen.say("Measurement, profile " + profile.word() + ": "
                    + (comparison.sameMeasurement(profile.word()) ? "the same" : "differs"));
        }
    }

    @Command(
            name = "sbom",
            description = "print the bill of materials of a boot set (CycloneDX, JSON)",
            footer = {"", "Example: cloister bootset sbom >sbom.json"})
    int sbom(@Parameters(arity = "0..1", paramLabel = "SET", description = SET) String set)
            throws IOException, Malformed {
        Workspace workspace = main.workspace();
        Optional<Path> folder = present(workspace, set);
        if (folder.isEmpty()) {
            return Exit.UNAVAILABLE;
        }
        workspace.screen().json(Sbom.of(Manifest.read(folder.get())).pretty());
        return Exit.DONE;
    }

    /// The set that was asked for; this installation's is not built for the asking.
    private static Optional<Path> present(Workspace workspace, String set) throws IOException {
        if (set != null) {
            Path found = workspace.bootSets().find(set);
            return Optional.of(Files.isDirectory(found) ? found : SealedPlace.folderOf(found));
        }
        Path place = workspace.bootSets().place();
        if (!Files.exists(place.resolve(Manifest.NAME))) {
            workspace.screen().problem("the boot set is not built yet; `cloister bootset build` builds it");
            return Optional.empty();
        }
        return Optional.of(place);
    }

    private ParameterException usage(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
