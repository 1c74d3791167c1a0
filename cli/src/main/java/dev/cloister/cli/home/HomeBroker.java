package dev.cloister.cli.home;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The one broker of a home: one elsewhere where that was chosen, else found by its `run.json` and started as a process
/// of its own when none answers.
public final class HomeBroker {
    private static final int IDLE_SECONDS = 1800;
    private static final long START_MILLIS = 60_000;
    private static final long POLL_MILLIS = 50;

    private static final Duration KILLED_WITHIN = Duration.ofSeconds(5);
    private static final String ENDED = "the home broker is being ended";

    private final Home home;
    private final Install install;
    private Optional<Process> started = Optional.empty();
    private boolean ended;

    public HomeBroker(Home home, Install install) {
        this.home = home;
        this.install = install;
    }

    public Home home() {
        return home;
    }

    public Install install() {
        return install;
    }

    /// The running broker, or empty.
    public Optional<BrokerClient> running() throws IOException, Malformed {
        Optional<ChosenBroker> chosen = ChosenBroker.of(home);
        if (chosen.isPresent()) {
            return Optional.of(chosen.get().client(home));
        }
        Optional<JsonObject> run = isLocked() ? runFile() : Optional.empty();
        if (run.isEmpty()) {
            return Optional.empty();
        }
        JsonFields fields = run.get().fields("run.json");
        BrokerClient client = new BrokerClient(fields.text("url"), adminKey());
        return client.isReady() ? Optional.of(client) : Optional.empty();
    }

    /// Process id of the broker that `run.json` names, or empty.
    public Optional<Long> pid() throws IOException, Malformed {
        Optional<JsonObject> run = runFile();
        return run.isEmpty()
                ? Optional.empty()
                : Optional.of(run.get().fields("run.json").number("pid"));
    }

    public BrokerClient start() throws IOException, Malformed {
        Optional<BrokerClient> found = running();
        if (found.isPresent()) {
            return found.get();
        }
        Path log = home.state().resolve("broker-start.log");
        Process process = launch(log);
        long end = System.currentTimeMillis() + START_MILLIS;
        while (System.currentTimeMillis() < end) {
            found = running();
            if (found.isPresent()) {
                return found.get();
            }
            if (!process.isAlive()) {
                break;
            }
            pause();
        }
        // Another command may have started the broker in the same moment; then ours has ended and that one answers.
        found = running();
        if (found.isPresent()) {
            return found.get();
        }
        refuseIfEnded();
        String said = lastLine(log);
        throw new IOException(
                "the home broker did not start; " + Room.lack(home.state()).orElse("it said: " + said));
    }

    private synchronized Process launch(Path log) throws IOException {
        refuseIfEnded();
        home.create();
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(command(List.of("--listen", "127.0.0.1:0", "--idle-seconds", Integer.toString(IDLE_SECONDS))));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        started = Optional.of(process);
        return process;
    }

    private synchronized void refuseIfEnded() throws IOException {
        if (ended) {
            throw new IOException(ENDED);
        }
    }

    /// Ends the broker of this home, also one that this object has only just started, and starts none afterwards:
    /// whoever still asks for it, on another thread, is refused.
    ///
    /// @param patience for it to end by itself
    public synchronized void end(Duration patience) throws IOException, Malformed {
        ended = true;
        Optional<ProcessHandle> running = isLocked() ? pid().flatMap(ProcessHandle::of) : Optional.empty();
        List<ProcessHandle> brokers = Stream.concat(running.stream(), started.map(Process::toHandle).stream())
                .distinct()
                .toList();
        brokers.forEach(ProcessHandle::destroy);
        brokers.forEach(broker -> await(broker, patience));
        brokers.forEach(ProcessHandle::destroyForcibly);
        brokers.forEach(broker -> await(broker, KILLED_WITHIN));
    }

    private static void await(ProcessHandle process, Duration most) {
        process.onExit()
                .completeOnTimeout(process, most.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /// The broker's command line, without `setsid`.
    public List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Install.java().toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-CreateCoredumpOnCrash",
                "-Xms8m",
                "-Xmx256m",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=org.xerial.sqlitejdbc",
                "-p",
                install.brokerPrograms().toString(),
                "-m",
                "dev.cloister.broker/dev.cloister.broker.Main",
                "--home",
                home.brokerParent().toString()));
        command.addAll(arguments);
        return command;
    }

    /// Whether a broker of this home lives: it holds the lock as long as it does. What a dead one left in
    /// `run.json` names a port that anybody may have taken since, and keys must not go there.
    private boolean isLocked() throws IOException {
        Path lock = home.broker().resolve("run.lock");
        if (!Files.exists(lock)) {
            return false;
        }
        // A shared lock: two who look at once do not take each other for the broker, which holds it alone.
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.READ);
                FileLock free = channel.tryLock(0, Long.MAX_VALUE, true)) {
            return free == null;
        }
    }

    private Optional<PrivateKey> adminKey() throws IOException, Malformed {
        Path key = home.broker().resolve("admin.key");
        return Files.exists(key) ? Optional.of(KeyFiles.readPrivate(key)) : Optional.empty();
    }

    private Optional<JsonObject> runFile() throws IOException, Malformed {
        Path file = home.broker().resolve("run.json");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        return Json.parse("run.json", Files.readAllBytes(file), 4) instanceof JsonObject object
                ? Optional.of(object)
                : Optional.empty();
    }

    private static String lastLine(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return lines.isEmpty() ? "nothing" : lines.getLast();
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the home broker was starting", e);
        }
    }
}
