package dev.cloister.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Json;
import dev.cloister.machine.Guest;
import dev.cloister.machine.GuestSpec;
import dev.cloister.machine.Reason;
import dev.cloister.machine.Stage;
import dev.cloister.machine.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Start after start of a whole guest, attestation and image included, on hosts that are idle, overloaded, or stop the
/// guest again and again. None may hang, none may fail. `-Dboots=N` makes it N starts a test.
@Tag("alone")
@Tag("nightly")
@Timeout(value = 12, unit = TimeUnit.HOURS)
class SteadinessTest {
    private static final int PROCESSES_OF_LOAD = 8;

    private static WebGuest web;

    private final List<Outcome> outcomes = new ArrayList<>();

    /// How one start went.
    ///
    /// @param word `started`, or the code of the reason why not
    /// @param again was it the second try, after a kernel that fell?
    private record Outcome(String word, boolean again, double seconds, double cpuSeconds) {}

    /// What bothers one guest while it starts.
    @FunctionalInterface
    private interface Trouble {
        void make(GuestSpec spec) throws IOException, InterruptedException;
    }

    @BeforeAll
    static void protect() throws Exception {
        web = WebGuest.startedOnce();
    }

    @AfterAll
    static void close() throws IOException {
        web.close();
    }

    @Test
    void oneAfterTheOther() throws Exception {
        starts(100, spec -> {});
    }

    @Test
    void besideEightBusyProcesses() throws Exception {
        List<Process> load = new ArrayList<>();
        try {
            for (int i = 0; i < PROCESSES_OF_LOAD; i++) {
                load.add(new ProcessBuilder("setpriv", "--pdeathsig", "KILL", "sh", "-c", "while :; do :; done")
                        .start());
            }
            starts(20, spec -> {});
        } finally {
            load.forEach(Process::destroyForcibly);
        }
    }

    /// 12 ms stopped, 6 ms running: what a host with three times too much to do gives.
    @Test
    void stoppedAndContinued() throws Exception {
        starts(50, SteadinessTest::stopAndContinue);
    }

    private static void stopAndContinue(GuestSpec spec) throws IOException, InterruptedException {
        String script = "until pid=$(pgrep -f -o -- \"-name $1 \"); do sleep 0.05; done; "
                + "while kill -STOP $pid; do sleep 0.012; kill -CONT $pid; sleep 0.006; done 2>/dev/null";
        new ProcessBuilder("setpriv", "--pdeathsig", "KILL", "sh", "-c", script, "sh", spec.name()).start();
    }

    private void starts(int usual, Trouble trouble) throws Exception {
        int times = Integer.getInteger("boots", usual);
        for (int i = 1; i <= times; i++) {
            Outcome outcome = start("steady-" + ProcessHandle.current().pid() + "-" + i, trouble);
            outcomes.add(outcome);
            System.out.printf(
                    Locale.ROOT,
                    "start %d of %d: %s%s after %.1f s, %.2f CPU s, load %s%n",
                    i,
                    times,
                    outcome.word(),
                    outcome.again() ? " at the second try" : "",
                    outcome.seconds(),
                    outcome.cpuSeconds(),
                    Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
        }
        System.out.println(summary());
        assertThat(outcomes).as(summary()).allMatch(outcome -> outcome.word().equals("started"));
    }

    private Outcome start(String name, Trouble trouble) throws Exception {
        GuestSpec spec = web.spec("good", name, Json.object().build());
        long begin = System.nanoTime();
        trouble.make(spec);
        Start start = web.start(spec);
        double seconds = Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1e3;
        Path folder = web.home().state().resolve("guests").resolve(name);
        boolean again = Files.readString(folder.resolve("keeper.log")).contains("one more try");
        Outcome outcome = switch (start) {
            case Start.Running running -> new Outcome("started", again, seconds, cpuSeconds(running.guest()));
            case Start.NotStarted(Reason reason) -> {
                System.out.println("  " + reason.sentence());
                System.out.println(
                        Files.readString(folder.resolve("console.log")).indent(4));
                yield new Outcome(reason.code(), again, seconds, 0);
            }
        };
        web.guests().stop(name, Duration.ZERO);
        assertThat(web.guests().remove(name)).isTrue();
        return outcome;
    }

    private static double cpuSeconds(Guest guest) {
        return guest.stages().stream()
                .filter(stage -> stage.name().equals(Stage.CONTAINER_STARTED))
                .mapToDouble(Stage::cpuSeconds)
                .findFirst()
                .orElse(0);
    }

    private String summary() {
        long refused = counted("boot-refused");
        long panicked = counted("kernel-panic");
        long hung = counted("no-agent-message");
        long started = counted("started");
        return String.format(
                Locale.ROOT,
                "%d starts, %d refused, %d panicked, %d hung, %d failed otherwise; %d at the second try; "
                        + "seconds median %.1f, most %.1f; CPU seconds median %.2f, most %.2f",
                outcomes.size(),
                refused,
                panicked,
                hung,
                outcomes.size() - started - refused - panicked - hung,
                outcomes.stream().filter(Outcome::again).count(),
                at(0.5, Comparator.comparing(Outcome::seconds)).seconds(),
                at(1, Comparator.comparing(Outcome::seconds)).seconds(),
                at(0.5, Comparator.comparing(Outcome::cpuSeconds)).cpuSeconds(),
                at(1, Comparator.comparing(Outcome::cpuSeconds)).cpuSeconds());
    }

    private long counted(String word) {
        return outcomes.stream().filter(outcome -> outcome.word().equals(word)).count();
    }

    private Outcome at(double part, Comparator<Outcome> order) {
        List<Outcome> sorted = outcomes.stream().sorted(order).toList();
        return sorted.get((int) Math.round(part * (sorted.size() - 1)));
    }
}
