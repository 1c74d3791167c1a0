package dev.cloister.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// State of its own for one test; the cache is everybody's, so that the boot set is built once.
///
/// Closing ends whatever still runs with this state and removes it.
final class Home implements AutoCloseable {
    static final Path CHECKOUT = Path.of(System.getProperty("cloister.root"));

    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private List<String> prefix = List.of();

    private Home(Path folder) {
        this.folder = folder;
    }

    /// The path is short: sockets below it have room for 107 bytes.
    static Home fresh() throws IOException {
        Path folder = Files.createTempDirectory("home-");
        return new Home(folder).with("XDG_STATE_HOME", folder.toString());
    }

    /// Where the platform keeps caches.
    static Path cache() {
        String xdg = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
        Path caches = xdg.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return caches.resolve("cloister");
    }

    Path folder() {
        return folder;
    }

    Path state() {
        return folder.resolve("cloister");
    }

    /// Ends what serves this home, as a reboot would.
    void endBroker() {
        end(processes("dev.cloister.broker"));
    }

    /// Processes that work for this home and have this in their command line.
    List<ProcessHandle> processes(String word) {
        return ProcessHandle.allProcesses()
                .filter(process -> {
                    String line = process.info().commandLine().orElse("");
                    return line.contains(folder.toString()) && line.contains(word);
                })
                .toList();
    }

    private static void end(List<ProcessHandle> processes) {
        processes.forEach(ProcessHandle::destroy);
        processes.forEach(process -> process.onExit()
                .completeOnTimeout(process, 10, TimeUnit.SECONDS)
                .join());
        processes.forEach(ProcessHandle::destroyForcibly);
    }

    /// Sets a variable for every command that follows.
    Home with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /// Has these words in front of every command that follows.
    Home behind(List<String> words) {
        prefix = List.copyOf(words);
        return this;
    }

    /// Runs `./cloister ARGS` to its end.
    Ran cloister(String... args) throws IOException, InterruptedException {
        return start(args).end(LIMIT);
    }

    /// Starts `./cloister ARGS` and leaves it running.
    Running start(String... args) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(CHECKOUT.resolve("cloister").toString());
        command.addAll(List.of(args));
        return Running.start(command, folder, environment);
    }

    @Override
    public void close() throws IOException {
        end(processes(""));
        showBrokerLog();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /// For whoever reads why a test failed.
    private void showBrokerLog() throws IOException {
        Path log = state().resolve("broker/broker.log");
        if (Files.exists(log)) {
            Files.readAllLines(log).forEach(line -> System.out.println("broker| " + line));
        }
    }
}
