package dev.cloister.machine;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// One QEMU process: its console line by line, its complaints, its end.
///
/// It dies with the thread that started it, also when that is killed (setpriv's `--pdeathsig`), writes no core
/// dump, and is given nothing on its standard input.
final class Qemu implements AutoCloseable {

    private static final int MAX_COMPLAINT_BYTES = 8 << 10;
    private static final String PORT_IN_USE = "Could not set up host forwarding rule";

    /// A line of the console, or its end.
    sealed interface Event {
        record Line(String cleanText) implements Event {}

        record Closed() implements Event {}
    }

    private final Process process;
    private final ProcessIdentity identity;
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>(4096);
    private final ByteArrayOutputStream complaints = new ByteArrayOutputStream();
    private final Thread complaining;

    private Qemu(Process process, RollingLog console) {
        this.process = process;
        this.identity = identity(process.pid());
        Thread.ofPlatform().name("console").daemon().start(() -> readConsole(console));
        this.complaining = Thread.ofPlatform().name("complaints").daemon().start(this::readComplaints);
    }

    /// Of a process that has ended already: one that never lives.
    private static ProcessIdentity identity(long pid) {
        try {
            return ProcessIdentity.of(pid);
        } catch (IOException e) {
            return new ProcessIdentity(pid, -1, "");
        }
    }

    /// Starts in `folder`. To be called by a thread that lives at least as long as the guest.
    static Qemu start(List<String> command, Path folder, RollingLog console) throws IOException {
        List<String> words = new ArrayList<>(dyingWithParent());
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.directory(folder.toFile());
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        return new Qemu(builder.start(), console);
    }

    private static List<String> dyingWithParent() {
        return HostTools.find("setpriv")
                .map(setpriv -> List.of(setpriv.toString(), "--pdeathsig", "KILL"))
                .orElse(List.of());
    }

    private void readConsole(RollingLog console) {
        Lines lines = new Lines(text -> put(new Event.Line(ConsoleText.clean(text))));
        byte[] buffer = new byte[1 << 13];
        try (InputStream in = process.getInputStream()) {
            int read;
            while ((read = in.read(buffer)) >= 0) {
                keep(console, buffer, read);
                lines.feed(buffer, read);
            }
        } catch (IOException e) {
            System.err.println("keeper: the console broke off: " + e.getMessage());
        }
        lines.end();
        put(new Event.Closed());
    }

    /// A full disk costs the guest its console log, not its life.
    private static void keep(RollingLog console, byte[] content, int length) {
        try {
            console.write(content, length);
        } catch (IOException e) {
            System.err.println("keeper: part of the console log is lost: " + e.getMessage());
        }
    }

    /// Waits for room: a guest that floods its console waits with us.
    private void put(Event event) {
        try {
            events.put(event);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readComplaints() {
        byte[] buffer = new byte[1 << 10];
        try (InputStream in = process.getErrorStream()) {
            int read;
            while ((read = in.read(buffer)) >= 0) {
                synchronized (complaints) {
                    complaints.write(buffer, 0, Math.min(read, MAX_COMPLAINT_BYTES - complaints.size()));
                }
            }
        } catch (IOException e) {
            put(new Event.Line(""));
        }
    }

    ProcessIdentity identity() {
        return identity;
    }

    boolean alive() {
        return process.isAlive();
    }

    /// The next event, or nothing for so long.
    Optional<Event> next(long millis) throws InterruptedException {
        return Optional.ofNullable(events.poll(millis, TimeUnit.MILLISECONDS));
    }

    /// Waits for the end, makes it one after `millis`, and returns the exit code.
    int end(long millis) throws InterruptedException {
        if (!process.waitFor(millis, TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
        }
        int code = process.waitFor();
        complaining.join(1_000);
        return code;
    }

    /// What QEMU itself complained of, if that tells why it ended.
    Optional<Reason> complaint(GuestSpec spec) {
        String text = complaintText();
        return portTaken(text, spec.ports()).or(() -> switch (spec.backend()) {
            case Backend.Emulated _ -> Optional.empty();
            case Backend.Snp _ -> SnpComplaint.reason(text);
        });
    }

    private static Optional<Reason> portTaken(String text, List<PublishedPort> ports) {
        int at = text.indexOf(PORT_IN_USE);
        if (at < 0) {
            return Optional.empty();
        }
        String rule = text.substring(at);
        return ports.stream()
                .filter(port -> rule.contains(":" + port.host() + "-:"))
                .<Reason>map(port -> new Reason.PortTaken(port.host()))
                .findFirst();
    }

    /// The last line of QEMU's complaints.
    String lastComplaint() {
        return ConsoleText.clean(complaintText().lines().reduce("", (before, line) -> line));
    }

    private String complaintText() {
        synchronized (complaints) {
            return complaints.toString(StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /// Cuts a stream into lines, long ones into pieces.
    private static final class Lines {

        private final Consumer<String> sink;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Lines(Consumer<String> sink) {
            this.sink = sink;
        }

        void feed(byte[] content, int length) {
            for (int i = 0; i < length; i++) {
                if (content[i] == '\n' || line.size() >= 4 * ConsoleText.MAX_LINE) {
                    end();
                }
                if (content[i] != '\n') {
                    line.write(content[i]);
                }
            }
        }

        void end() {
            if (line.size() > 0) {
                sink.accept(line.toString(StandardCharsets.UTF_8));
                line.reset();
            }
        }
    }
}
