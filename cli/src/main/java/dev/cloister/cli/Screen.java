package dev.cloister.cli;

import dev.cloister.bytes.Json;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a person sees: steps with progress and time on standard error, results on standard output.
///
/// At a terminal a running step redraws its line ten times a second at most; elsewhere each step is one line
/// when it ends. No colours: what matters is said in words.
final class Screen {
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
    private static final Pattern TERMINAL = Pattern.compile("/dev/(pts/[0-9]+|tty.*|console)");

    private final PrintStream out;
    private final PrintStream err;
    private final boolean terminal;
    private final boolean json;
    private final List<String> problems = new ArrayList<>();
    private final List<String> remedies = new ArrayList<>();
    private boolean answered;

    Screen(PrintStream out, PrintStream err, boolean terminal, boolean json) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        this.json = json;
    }

    static Screen of(boolean json) {
        return new Screen(System.out, System.err, atTerminal(System.getenv()), json);
    }

    /// Whether standard error is a terminal that redraws lines; where that cannot be known it is none.
    private static boolean atTerminal(Map<String, String> environment) {
        try {
            return !environment.getOrDefault("TERM", "dumb").equals("dumb")
                    && TERMINAL.matcher(Files.readSymbolicLink(STANDARD_ERROR).toString())
                            .matches();
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /// Whether somebody can be asked.
    static boolean canAsk() {
        return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }

    boolean json() {
        return json;
    }

    boolean terminal() {
        return terminal;
    }

    /// A line of the result; with `--json` it goes to standard error, which is free text.
    void say(String line) {
        (json ? err : out).println(line);
    }

    /// A line about the work.
    void note(String line) {
        err.println(line);
    }

    /// Why a command did not do what was asked: one sentence.
    void problem(String sentence) {
        problems.add(sentence);
        err.println("cloister: " + sentence);
    }

    /// What to do about it; nothing is said of an empty one.
    void remedy(String sentence) {
        if (!sentence.isEmpty()) {
            remedies.add(sentence);
            err.println("    remedy: " + sentence);
        }
    }

    /// As [#remedy], as a line of its own.
    void hint(String sentence) {
        remedies.add(sentence);
        err.println(sentence + ".");
    }

    /// The one JSON object of `--json`.
    void json(String object) {
        answered = true;
        out.println(object);
    }

    /// With `--json`, for a command that failed and has no object of its own for that: the one that all have.
    ///
    /// @param code the kind of failure, as `docs/json.md` lists them
    void failed(String code) {
        if (!json || answered) {
            return;
        }
        String message = problems.isEmpty() ? "standard error says why" : String.join("; ", problems);
        json(Json.object()
                .put(
                        "error",
                        Json.object()
                                .put("code", code)
                                .put("message", message)
                                .put("remedy", String.join("; ", remedies))
                                .build())
                .build()
                .pretty());
    }

    Step step(String title) {
        return new Step(title);
    }

    /// One piece of work under way. Closing it prints its time; wall clock seconds and CPU seconds of this
    /// process.
    final class Step implements AutoCloseable {
        private final String title;
        private final long started = System.nanoTime();
        private final double cpuAtStart = CpuTime.ofSelf();
        private long drawn;
        private String result = "";
        private double cpuElsewhere;
        private String part = "";
        private double partStarted;

        private Step(String title) {
            this.title = title;
            draw("");
        }

        /// Any unit but bytes; `total` 0 when unknown.
        void progress(long done, long total) {
            draw(Pace.words(done, total, seconds(), false));
        }

        /// Bytes of one part of the work; each part has a pace of its own.
        void progressOfBytes(String words, long done, long total) {
            if (!words.equals(part)) {
                part = words;
                partStarted = seconds();
            }
            String pace = Pace.words(done, total, seconds() - partStarted, true);
            draw(words.isEmpty() || pace.isEmpty() ? words + pace : words + ", " + pace);
        }

        void progress(String words) {
            draw(words);
        }

        /// Shown behind the title when the step has ended.
        void result(String words) {
            result = words;
        }

        /// CPU seconds that another process spent for this step.
        void addCpu(double seconds) {
            cpuElsewhere += seconds;
        }

        double seconds() {
            return (System.nanoTime() - started) / 1e9;
        }

        double cpuSeconds() {
            return CpuTime.ofSelf() - cpuAtStart + cpuElsewhere;
        }

        private void draw(String words) {
            long now = System.nanoTime();
            if (!terminal || (drawn != 0 && now - drawn < 100_000_000L)) {
                return;
            }
            drawn = now;
            err.printf(Locale.ROOT, "\r\033[K  … %s  %s", title, words);
            err.flush();
        }

        @Override
        public void close() {
            String start = terminal ? "\r\033[K" : "";
            String detail = result.isEmpty() ? "" : ": " + result;
            err.printf(
                    Locale.ROOT, "%s  • %s%s  (%.1f s, %.1f CPU s)%n", start, title, detail, seconds(), cpuSeconds());
        }
    }
}
