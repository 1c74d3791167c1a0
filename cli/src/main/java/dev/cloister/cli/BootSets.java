package dev.cloister.cli;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.bootset.Manifest;
import dev.cloister.cli.bootset.Sbom;
import dev.cloister.cli.home.Home;
import dev.cloister.cli.home.Install;
import dev.cloister.cli.home.WholeFile;
import dev.cloister.machine.BootSet;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The boot set of this installation: built once by `bootset/build`, cached by the digest of its recipes and of
/// the agent's programs.
final class BootSets {
    private static final String VERIFY = "verify-";

    /// Of a line of a lock, where the SHA-256 stands.
    private static final int DIGEST = 5;

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
        Path directory = place();
        if (!Files.exists(directory.resolve(Manifest.NAME))) {
            screen.note("Building the boot set (firmware, kernel, initrd); once, two to four minutes on two cores.");
            Files.createDirectories(directory.getParent());
            build(home.create().cache(), directory, List.of());
        }
        if (!Files.exists(directory.resolve(Sbom.NAME))) {
            writeSbom(directory);
        }
        return BootSet.read(directory);
    }

    /// Beside the set, for tools that know nothing of us.
    private static void writeSbom(Path directory) throws IOException, Malformed {
        WholeFile.write(
                directory.resolve(Sbom.NAME), Sbom.of(Manifest.read(directory)).pretty() + "\n");
    }

    /// Where the boot set of this installation is, or will be.
    Path place() throws IOException {
        return all().resolve(key());
    }

    private Path all() {
        return home.cache().resolve("bootset");
    }

    /// The folder of a set: by path, or by the first letters of its name in the cache. A manifest stands for its set.
    Path find(String text) throws IOException {
        Path path = Path.of(text);
        if (Files.exists(path)) {
            return path;
        }
        List<Path> found = newestFirst()
                .filter(set -> set.endsWith(text) || startsWith(set, text))
                .toList();
        if (found.size() != 1) {
            throw new IOException((found.isEmpty() ? "there is no boot set " : "more than one boot set is named ")
                    + text + "; " + all() + " holds those built here");
        }
        return found.getFirst();
    }

    private static boolean startsWith(Path set, String text) {
        return !text.isEmpty() && set.getFileName().toString().startsWith(text);
    }

    /// Those in the cache, by the time of their manifests.
    Stream<Path> newestFirst() throws IOException {
        if (!Files.isDirectory(all())) {
            return Stream.of();
        }
        try (Stream<Path> sets = Files.list(all())) {
            return sets
                    .filter(set -> Files.exists(set.resolve(Manifest.NAME)))
                    .sorted(Comparator.comparingLong((Path set) ->
                                    set.resolve(Manifest.NAME).toFile().lastModified())
                            .reversed())
                    .toList()
                    .stream();
        }
    }

    /// Builds the set once more, from the locked inputs alone, in a cache that holds nothing else, and hands the folder
    /// to `look` before it goes.
    ///
    /// @param keepFirmware takes the firmware that was built already
    <T> T rebuilt(boolean keepFirmware, Look<T> look) throws IOException, Malformed {
        sweep(home.create().cache());
        Path fresh = Files.createTempDirectory(home.cache(), VERIFY);
        try {
            Path files = Files.createDirectory(fresh.resolve("files"));
            link(home.cache().resolve("files"), files, "");
            if (keepFirmware) {
                link(home.cache(), fresh, "firmware-");
            }
            Path set = fresh.resolve("set");
            build(fresh, set, List.of("--locked"));
            return look.at(set);
        } finally {
            SealedPlace.delete(fresh);
        }
    }

    /// Removes what an interrupted verification left behind.
    private static void sweep(Path cache) throws IOException {
        long yesterday = System.currentTimeMillis() - Duration.ofDays(1).toMillis();
        try (Stream<Path> entries = Files.list(cache)) {
            for (Path entry : entries.filter(
                            entry -> entry.getFileName().toString().startsWith(VERIFY))
                    .toList()) {
                if (entry.toFile().lastModified() < yesterday) {
                    SealedPlace.delete(entry);
                }
            }
        }
    }

    /// What is to be seen in a set that will be gone afterwards.
    interface Look<T> {
        T at(Path set) throws IOException, Malformed;
    }

    /// The same files under another folder, without copying; folders are followed.
    private static void link(Path from, Path to, String prefix) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        try (Stream<Path> entries = Files.list(from)) {
            for (Path entry : entries.filter(
                            entry -> entry.getFileName().toString().startsWith(prefix))
                    .toList()) {
                Path target = to.resolve(entry.getFileName());
                if (Files.isDirectory(entry)) {
                    link(entry, Files.createDirectory(target), "");
                } else {
                    Files.createLink(target, entry);
                }
            }
        }
    }

    /// The boot set if it is there; nothing is built.
    Optional<BootSet> cached() throws IOException, Malformed {
        if (!Files.isDirectory(install.bootSetRecipes()) || !Files.isDirectory(install.agentPrograms())) {
            return Optional.empty();
        }
        Path directory = place();
        return Files.exists(directory.resolve(Manifest.NAME)) ? Optional.of(BootSet.read(directory)) : Optional.empty();
    }

    /// Whether the cache holds anything of this kind, such as `firmware-`; not whether it is the right one.
    boolean keeps(String kind) throws IOException {
        if (!Files.isDirectory(home.cache())) {
            return false;
        }
        try (Stream<Path> entries = Files.list(home.cache())) {
            return entries.anyMatch(entry -> entry.getFileName().toString().startsWith(kind));
        }
    }

    /// QEMU 10 or newer: the system's, or fetched privately into the cache.
    Path qemu() throws IOException {
        return named("boot set", "--print-qemu");
    }

    /// The Debian packages that another lock than the boot set's names, fetched into the cache by the same recipe.
    List<Path> packages(Path lock, String whatFor) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String line : Files.readAllLines(named(whatFor, "--lock", lock.toString(), "--print-inputs"))) {
            String[] words = line.split(" ", -1);
            if (words.length > DIGEST) {
                files.add(home.cache().resolve("files").resolve(words[DIGEST]));
            }
        }
        return files;
    }

    /// Every line of the locks of boot set, QEMU and samples but the JDK's, in exactly the locked versions, each file
    /// fetched into the cache.
    List<String> lockedInputs() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path lock : List.of(
                install.bootSetRecipes().resolve("bootset.lock"),
                install.samples().resolve("nginx.lock"))) {
            for (String line : Files.readAllLines(lock)) {
                if (!line.startsWith("#")) {
                    lines.add(line.replaceFirst("^\\S+", "bundle"));
                }
            }
        }
        // A lock's name says which of its stages are wanted.
        Path folder = Files.createTempDirectory(home.create().cache(), VERIFY);
        try {
            Path lock = folder.resolve("bundle.lock");
            Files.write(lock, lines.stream().distinct().toList());
            return Files.readAllLines(named("bundle", "--lock", lock.toString(), "--print-inputs", "--locked"));
        } finally {
            SealedPlace.delete(folder);
        }
    }

    /// The one file that the recipe then names.
    private Path named(String whatFor, String... options) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(recipe(), "--cache", home.create().cache().toString()));
        command.addAll(List.of(options));
        List<String> output = lines(command, whatFor);
        if (output.isEmpty()) {
            throw new IOException("the recipe named no file: " + String.join(" ", command));
        }
        return Path.of(output.getLast().strip());
    }

    private String recipe() {
        return install.bootSetRecipes().resolve("build").toString();
    }

    private void build(Path cache, Path directory, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                recipe(),
                "--cache",
                cache.toString(),
                "--agent",
                install.agentPrograms().toString(),
                "--out",
                directory.toString()));
        command.addAll(options);
        lines(command, "boot set").forEach(screen::note);
    }

    /// Runs the recipe, shows its stages, returns the lines that are not about stages.
    private List<String> lines(List<String> command, String whatFor) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Stages stages = new Stages(screen, whatFor);
        List<String> other = new ArrayList<>();
        try (ChildProcess _ = new ChildProcess(process);
                BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
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
            throw new IOException(whatFor + ": " + (stages.failure().isEmpty() ? said : stages.failure()));
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
                for (Path file : files.filter(file -> Files.isRegularFile(file) && shapesTheSet(root.relativize(file)))
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

    /// All of the recipes but their tests and their documentation.
    private static boolean shapesTheSet(Path file) {
        return !file.startsWith("test") && !file.toString().endsWith(".md");
    }

    /// The recipe's progress lines: `stage NAME start|progress DONE TOTAL|cached|end CPU|failed SENTENCE`.
    private static final class Stages implements AutoCloseable {
        private final Screen screen;
        private final String whatFor;
        private Optional<Screen.Step> step = Optional.empty();
        private String failure = "";

        Stages(Screen screen, String whatFor) {
            this.screen = screen;
            this.whatFor = whatFor;
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
                    step = Optional.of(screen.step(whatFor + ": " + words[1]));
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

        private static boolean isNumber(String word) {
            return word.matches("[0-9]{1,18}");
        }

        private void progress(String[] words) {
            // Where a folder that is measured goes away meanwhile, a number is missing.
            if (step.isPresent() && words.length == 5 && isNumber(words[3]) && isNumber(words[4])) {
                long done = Long.parseLong(words[3]);
                long total = Long.parseLong(words[4]);
                if (words[1].equals("firmware")) { // counts modules; what is fetched is counted in bytes
                    step.get().progress(done, total);
                } else {
                    step.get().progressOfBytes("", done, total);
                }
            }
        }

        @Override
        public void close() {
            step.ifPresent(Screen.Step::close);
            step = Optional.empty();
        }
    }
}
