package dev.cloister.cli;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.doctor.Diagnosis;
import dev.cloister.cli.doctor.Examination;
import dev.cloister.cli.doctor.Surroundings;
import dev.cloister.emulator.EmulatedVendor;
import dev.cloister.machine.HostTools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `cloister doctor`: the verdict first, then one line for each thing, then the remedies.
@Command(
        name = "doctor",
        description = "say what this host has for confidential VMs, what is missing, and the remedy",
        footer = {
            "",
            "Exits with 0 if something can run here, emulated or not, else with 69.",
            "",
            "Example: cloister doctor --json"
        })
final class Doctor implements Callable<Integer> {
    private static final int LOG_SECONDS = 5;
    private static final int MAX_LOG_BYTES = 8 << 20;

    @ParentCommand
    private Main main;

    @Option(names = "--again", description = "try KVM anew, though the last answer still stands")
    private boolean again;

    @Option(
            names = "--emulated-policy",
            description = "print the trust policy that accepts this home's EMULATED chip, for an owner elsewhere")
    private boolean emulatedPolicy;

    @Override
    public Integer call() throws IOException, InterruptedException, Malformed {
        if (emulatedPolicy) {
            return printPolicy(main.workspace());
        }
        Workspace workspace = main.lookingOnly();
        Surroundings here =
                Surroundings.here(workspace.home().cache(), workspace.install().bootSetRecipes());
        Diagnosis diagnosis = new Examination(here, kernelLog()).diagnose(again);
        Screen screen = workspace.screen();
        if (screen.json()) {
            screen.json(diagnosis.json().pretty());
        } else {
            print(screen, diagnosis);
        }
        return diagnosis.usable() ? Exit.DONE : Exit.UNAVAILABLE;
    }

    private static int printPolicy(Workspace workspace) throws IOException, Malformed {
        String root = EmulatedVendor.open(workspace.home().emulator()).root().toString();
        List<String> lines = List.of(
                "# strict-1, but for its root: the EMULATED one of one home, whose key lies on that host's disk. It protects",
                "# from nobody there.",
                "name: emulated",
                "extends: strict-1",
                "snp:",
                "  root: {one-of: [\"" + root + "\"]}");
        Screen screen = workspace.screen();
        if (screen.json()) {
            screen.json(Json.object()
                    .put("trustPolicy", String.join("\n", lines))
                    .build()
                    .pretty());
        } else {
            lines.forEach(screen::say);
        }
        return Exit.DONE;
    }

    private static void print(Screen screen, Diagnosis diagnosis) {
        screen.say(diagnosis.verdict());
        screen.say("");
        Table.lines(diagnosis.offeringRows()).forEach(line -> screen.say("  " + line));
        screen.say("");
        Table.lines(diagnosis.thingRows()).forEach(line -> screen.say("  " + line));
        if (!diagnosis.remedies().isEmpty()) {
            screen.say("");
            screen.say("Remedies (docs/host-guide.md has more):");
            diagnosis.remedies().forEach(remedy -> screen.say("  " + remedy));
        }
    }

    /// What `dmesg` prints; nothing where it does not or may not.
    private static List<String> kernelLog() throws IOException, InterruptedException {
        Optional<Path> dmesg = HostTools.find("dmesg");
        if (dmesg.isEmpty()) {
            return List.of();
        }
        Process process = new ProcessBuilder(dmesg.get().toString())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            byte[] text = process.getInputStream().readNBytes(MAX_LOG_BYTES);
            return process.waitFor(LOG_SECONDS, TimeUnit.SECONDS)
                    ? new String(text, StandardCharsets.UTF_8).lines().toList()
                    : List.of();
        } finally {
            process.destroyForcibly();
        }
    }
}
