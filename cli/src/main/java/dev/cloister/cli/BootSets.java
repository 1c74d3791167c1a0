package dev.cloister.cli;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.home.Home;
import dev.cloister.cli.home.Install;
import dev.cloister.machine.BootSet;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The boot set of this installation: built once by `bootset/build`, cached by the digest of its recipes and of
/// the agent's programs.
final class BootSets {
    private final Home home;
    private final Install install;
    private final Screen screen;

    BootSets(Home home, Install install, Screen screen) {
        this.home = home;
        this.install = install;
        this.screen = screen;
    }

    /// The boot set, built when it is not there yet. Each stage of the build is a step on the screen.
    BootSet ready() throws IOException, Malformed {
        Path directory = home.cache().resolve("bootset").resolve(key());
        if (!Files.exists(directory.resolve("manifest.json"))) {
            screen.note("Building the boot set (firmware, kernel, initrd); once, two to four minutes on two cores.");
            build(directory);
        }
        return BootSet.read(directory);
    }

    /// The boot set if it is there; nothing is built.
    Optional<BootSet> cached() throws IOException, Malformed {
        if (!Files.isDirectory(install.bootSetRecipes()) || !Files.isDirectory(install.agentPrograms())) {
            return Optional.empty();
        }
        Path directory = home.cache().resolve("bootset").resolve(key());
        return Files.exists(directory.resolve("manifest.json"))
                ? Optional.of(BootSet.read(directory))
                : Optional.empty();
    }

    /// QEMU 10 or newer: the system's, or fetched privately into the cache.
    Path qemu() throws IOException {
        List<String> output = lines(List.of(
                recipe(), "--print-qemu", "--cache", home.create().cache().toString()));
        if (output.isEmpty()) {
            throw new IOException("the boot set recipe named no QEMU");
        }
        return Path.of(output.getLast().strip());
    }

    private String recipe() {
        return install.bootSetRecipes().resolve("build").toString();
    }

    private void build(Path directory) throws IOException {
        Files.createDirectories(directory.getParent());
        lines(List.of(
                        recipe(),
                        "--cache",
                        home.create().cache().toString(),
                        "--agent",
                        install.agentPrograms().toString(),
                        "--out",
                        directory.toString()))
                .forEach(screen::note);
    }

    /// Runs the recipe, shows its stages, returns the lines that are not about stages.
    private List<String> lines(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Stages stages = new Stages(screen);
        List<String> other = new ArrayList<>();
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            String line;
            while ((line = reader.readLine()) != null) {
                if (!stages.accept(line)) {
                    other.add(line);
                }
            }
        } finally {
            stages.close();
        }
        int exit = waitFor(process);
        if (exit != 0) {
            String said = other.isEmpty() ? "it ended with " + exit : other.getLast();
            throw new IOException("boot set: " + (stages.failure().isEmpty() ? said : stages.failure()));
        }
        return other;
    }

    private static int waitFor(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the boot set was built", e);
        }
    }

    private String key() throws IOException {
        List<Bytes> parts = new ArrayList<>();
        for (Path root : List.of(install.bootSetRecipes(), install.agentPrograms())) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(Files::isRegularFile)
                        .sorted(Comparator.comparing(
                                file -> root.relativize(file).toString()))
                        .toList()) {
                    parts.add(Bytes.utf8(root.relativize(file) + "\n"));
                    parts.add(Digests.sha256(file));
                }
            }
        }
        return Digests.sha256(parts.toArray(Bytes[]::new)).hex().substring(0, 32);
    }

    /// The recipe's progress lines: `stage NAME start|progress DONE TOTAL|cached|end CPU|failed SENTENCE`.
    private static final class Stages implements AutoCloseable {
        private final Screen screen;
        private Optional<Screen.Step> step = Optional.empty();
        private String failure = "";

        Stages(Screen screen) {
            this.screen = screen;
        }

        String failure() {
            return failure;
        }

        boolean accept(String line) {
            String[] words = line.split(" ", 4);
            if (words.length < 3 || !words[0].equals("stage")) {
                return false;
            }
            switch (words[2].toLowerCase(Locale.ROOT)) {
                case "start" -> {
                    close();
                    step = Optional.of(screen.step("boot set: " + words[1]));
                }
                case "progress" -> progress(line.split(" "));
                case "cached" -> close();
                case "warning" -> screen.note("  ! " + line.split(" ", 4)[3]);
                case "failed" -> failure = line.split(" ", 4)[3];
                case "end" -> end(words);
                default -> close();
            }
            return true;
        }

        /// `stage NAME end CPU_SECONDS`
        private void end(String[] words) {
            if (step.isPresent() && words.length == 4 && words[3].matches("[0-9]+(\\.[0-9]+)?")) {
                step.get().addCpu(Double.parseDouble(words[3]));
            }
            close();
        }

        private void progress(String[] words) {
            if (step.isPresent() && words.length == 5) {
                step.get().progress(Long.parseLong(words[3]), Long.parseLong(words[4]));
            }
        }

        @Override
        public void close() {
            step.ifPresent(Screen.Step::close);
            step = Optional.empty();
        }
    }
}
