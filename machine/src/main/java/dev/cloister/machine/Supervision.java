package dev.cloister.machine;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Stays with one run of QEMU until it has ended, passes on what the guest says, and ends what hangs.
final class Supervision {

    private static final long TICK_MILLIS = 100;

    /// How long a guest may keep silent before its agent's first message, and how long it may take to power off
    /// when it has nothing more to do.
    record Patience(Duration silence, Duration leaving) {
        static final Patience SHIPPED = new Patience(Duration.ofSeconds(60), Duration.ofSeconds(30));
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
    private long lastLineNanos = startNanos;
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
        return complaint.isEmpty() ? gone : new Reason.QemuGone(gone.exitCode(), complaint);
    }

    private void line(String text) throws IOException {
        lastLineNanos = System.nanoTime();
        ConsoleLine line = ConsoleLine.of(text);
        if (line instanceof ConsoleLine.StageReached) {
            cpuSeconds = qemu.identity().cpuSeconds();
        }
        int before = watch.stages().size();
        watch.accept(text, line, (lastLineNanos - startNanos) / 1e9, cpuSeconds);
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
        boolean silent =
                !watch.agentSpoke() && now - lastLineNanos > patience.silence().toNanos();
        return silent
                ? Optional.of(new Phase.Failed(
                        new Reason.NoAgentMessage(patience.silence().toSeconds(), watch.lastLine())))
                : Optional.empty();
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
