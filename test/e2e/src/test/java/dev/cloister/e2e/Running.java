package dev.cloister.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A command that runs. What it prints goes to the test's log at once, and is kept.
final class Running {
    private final String command;
    private final Process process;
    private final StringBuffer out = new StringBuffer();
    private final StringBuffer err = new StringBuffer();
    private final List<Thread> readers;

    private Running(String command, Process process) {
        this.command = command;
        this.process = process;
        this.readers = List.of(
                Thread.startVirtualThread(() -> copy(process.getInputStream(), "out", out)),
                Thread.startVirtualThread(() -> copy(process.getErrorStream(), "err", err)));
    }

    static Running start(List<String> command, Path workingFolder, Map<String, String> environment) throws IOException {
        // A job in the background of a script ignores Ctrl-C, and so would whatever it starts.
        List<String> words = Stream.concat(Stream.of("env", "--default-signal=INT"), command.stream())
                .toList();
        ProcessBuilder builder = new ProcessBuilder(words).directory(workingFolder.toFile());
        builder.environment().putAll(environment);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        String shown = String.join(" ", command);
        System.out.println("$ " + shown);
        return new Running(shown, builder.start());
    }

    /// Waits for the end; past the limit the command and its children are ended and the test fails.
    Ran end(Duration limit) throws InterruptedException {
        boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroyForcibly().waitFor();
        }
        for (Thread reader : readers) {
            reader.join(Duration.ofSeconds(5));
        }
        assertThat(ended)
                .as("%s ended within %s; it said:%n%s%n%s", command, limit, out, err)
                .isTrue();
        return new Ran(command, process.exitValue(), out.toString(), err.toString());
    }

    /// Waits until the command has said this, on either stream.
    Running untilItSays(String part, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!out.toString().contains(part) && !err.toString().contains(part)) {
            assertThat(process.isAlive() && System.nanoTime() < deadline)
                    .as("%s says \"%s\" within %s; it said:%n%s%n%s", command, part, limit, out, err)
                    .isTrue();
            Thread.sleep(50);
        }
        return this;
    }

    /// As Ctrl-C at a terminal does, to the command itself.
    void interrupt() throws IOException, InterruptedException {
        signal("INT");
    }

    /// To the command itself; nothing where it has ended.
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    boolean ended() {
        return !process.isAlive();
    }

    /// As `kill -9`.
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    private static void copy(InputStream from, String name, StringBuffer to) {
        try (var lines = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                to.append(line).append('\n');
                System.out.println("  " + name + "| " + line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
