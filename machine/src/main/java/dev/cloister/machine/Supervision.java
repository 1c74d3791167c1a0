package dev.cloister.machine;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Stays with one run of QEMU until it has ended, passes on what the guest says, and ends what hangs.
final class Supervision {

    private static final long TICK_MILLIS = 100;

    /// How long a guest may be silent, counted as [Silence] does, and how long it may take to power off.
    ///
    /// @param boot before its agent's first message
    /// @param agent from then on until the container runs: longer than the agent itself waits for a busy broker
    /// @param leaving when it has nothing more to do
    record Patience(Duration boot, Duration agent, Duration leaving) {
        static final Patience SHIPPED =
                new Patience(Duration.ofSeconds(60), Duration.ofMinutes(15), Duration.ofSeconds(30));

        /// By the clock, silence may last so many times as long: then this host is too busy for a guest.
        private static final int MOST_TIMES = 10;

        private boolean usedUp(Silence silence, boolean agentSpoke) {
            double most = (agentSpoke ? agent : boot).toMillis() / 1e3;
            return silence.seconds() >= most || silence.elapsedSeconds() >= MOST_TIMES * most;
        }
    }

    /// Is told of every change.
    @FunctionalInterface
    interface Report {
        void changed(Phase phase, List<ProcessIdentity> running, List<Stage> stages, double cpuSeconds)
                throws IOException;
    }

    private final Qemu qemu;
    private final GuestPort control;
    private final StopRequest stop;
    private final Patience patience;
    private final Report report;
    private final ConsoleWatch watch = new ConsoleWatch();
    private final long startNanos = System.nanoTime();
    private double heardAt;
    private Optional<Silence> silence = Optional.empty();
    private long leavingNanos;
    private boolean termSent;
    private double cpuSeconds;

    Supervision(Qemu qemu, GuestPort control, StopRequest stop, Patience patience, Report report) {
        this.patience = patience;
        this.qemu = qemu;
        this.control = control;
        this.stop = stop;
        this.report = report;
    }

    Phase untilEnd(GuestSpec spec) throws IOException, InterruptedException {
        tell();
        Optional<Phase> cutOff = Optional.empty();
        while (cutOff.isEmpty()) {
            Optional<Qemu.Event> event = qemu.next(TICK_MILLIS);
            if (event.isPresent() && event.get() instanceof Qemu.Event.Closed) {
                break;
            }
            if (event.isPresent() && event.get() instanceof Qemu.Event.Line(String text)) {
                line(text);
            }
            if (event.isEmpty() && !qemu.alive()) {
                break; // somebody else holds the console open
            }
            cutOff = overdue();
        }
        int exitCode = qemu.end(cutOff.isPresent() ? 0 : patience.leaving().toMillis());
        if (cutOff.isPresent()) {
            return cutOff.get();
        }
        Phase phase = watch.phaseAfterExit(exitCode, stop.asked());
        return phase instanceof Phase.Failed(Reason.QemuGone gone)
                ? new Phase.Failed(qemu.complaint(spec).orElse(withComplaint(gone)))
                : phase;
    }

    private Reason withComplaint(Reason.QemuGone gone) {
        String complaint = qemu.lastComplaint();
        return complaint.isEmpty() ? gone : new Reason.QemuGone(gone.status(), complaint);
    }

    /// Since the start.
    private double seconds() {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    private void line(String text) throws IOException {
        heardAt = seconds();
        silence = Optional.empty();
        ConsoleLine line = ConsoleLine.of(text);
        if (line instanceof ConsoleLine.StageReached) {
            cpuSeconds = qemu.identity().cpuSeconds();
        }
        int before = watch.stages().size();
        watch.accept(text, line, heardAt, cpuSeconds);
        if (watch.stages().size() > before) {
            tell();
        }
    }

    private void tell() throws IOException {
        report.changed(watch.phaseWhileRunning(), List.of(qemu.identity()), watch.stages(), cpuSeconds);
    }

    /// Empty while all is well; else what the guest ended as, now that its patience is used up.
    private Optional<Phase> overdue() {
        long now = System.nanoTime();
        if (stop.asked()) {
            if (!termSent) {
                termSent = control.send("signal TERM");
            }
            boolean nobodyToAsk = !watch.reached(Stage.CONTAINER_STARTED);
            return stop.timeIsUp() || nobodyToAsk ? Optional.of(new Phase.Stopped()) : Optional.empty();
        }
        if (watch.leaving()) {
            leavingNanos = leavingNanos == 0 ? now : leavingNanos;
            boolean stays = now - leavingNanos > patience.leaving().toNanos();
            return stays ? Optional.of(watch.phaseAfterExit(0, false)) : Optional.empty();
        }
        return hangs() ? Optional.of(new Phase.Failed(hanging(silence.orElseThrow()))) : Optional.empty();
    }

    /// A container that runs may be as silent as it likes.
    private boolean hangs() {
        double now = seconds();
        if (watch.reached(Stage.CONTAINER_STARTED) || now - heardAt < Silence.LOOK_SECONDS) {
            return false;
        }
        if (silence.isEmpty()) {
            silence = Optional.of(new Silence(heardAt, qemu.identity().effort()));
        }
        Silence current = silence.get();
        if (current.worthALook(now)) {
            current.goesOn(now, qemu.identity().effort());
        }
        return patience.usedUp(current, watch.agentSpoke());
    }

    private Reason hanging(Silence silence) {
        return new Reason.NoAgentMessage(
                Math.round(silence.elapsedSeconds()), Math.round(silence.computedSeconds()), watch.lastLine());
    }

    List<Stage> stages() {
        return watch.stages();
    }

    double cpuSeconds() {
        return cpuSeconds;
    }

    boolean worthAnotherTry() {
        return watch.worthAnotherTry();
    }
}
