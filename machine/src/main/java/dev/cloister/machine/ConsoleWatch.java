package dev.cloister.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Follows one attempt to run a guest by what its console says, and judges how it ended. Not thread-safe.
final class ConsoleWatch {

    private static final int MAX_STAGES = 64;

    /// Stages of the guest's init, before its agent runs.
    private static final Set<String> BEFORE_AGENT = Set.of("userspace", "modules-loaded");

    private final List<Stage> stages = new ArrayList<>();
    private Optional<Reason> saidWhy = Optional.empty();
    private boolean panicked;
    private String lastLine = "";

    /// `line` is what `cleanLine` says; `seconds` and `cpuSeconds` are those of a [Stage].
    void accept(String cleanLine, ConsoleLine line, double seconds, double cpuSeconds) {
        if (!cleanLine.isEmpty()) {
            lastLine = cleanLine;
        }
        switch (line) {
            case ConsoleLine.StageReached(String name) -> {
                if (stages.size() < MAX_STAGES && !reached(name)) {
                    stages.add(new Stage(name, seconds, cpuSeconds));
                }
            }
            case ConsoleLine.End(String code, String sentence) -> because(new Reason.AgentEnd(code, sentence));
            case ConsoleLine.Refused(String blob) -> because(new Reason.BootRefused(blob));
            case ConsoleLine.ImageCorrupted() -> because(new Reason.ImageChanged());
            case ConsoleLine.Panic(String text) -> {
                panicked = saidWhy.isEmpty();
                because(new Reason.KernelPanic(text));
            }
            case ConsoleLine.Other _ -> {}
        }
    }

    /// The first reason given stands: what comes after it is its consequence.
    private void because(Reason reason) {
        if (saidWhy.isEmpty()) {
            saidWhy = Optional.of(reason);
        }
    }

    List<Stage> stages() {
        return List.copyOf(stages);
    }

    String lastLine() {
        return lastLine;
    }

    boolean reached(String stage) {
        return stages.stream().anyMatch(each -> each.name().equals(stage));
    }

    /// Has the guest given a reason for its end, or has its container ended? Then it has nothing more to do than to
    /// power off.
    boolean leaving() {
        return saidWhy.isPresent() || reached(Stage.CONTAINER_ENDED);
    }

    /// Has the agent said anything? From then on it keeps its own time limits, and says why it ends.
    boolean agentSpoke() {
        return stages.stream().anyMatch(stage -> !BEFORE_AGENT.contains(stage.name()));
    }

    /// A kernel that fell before the agent said anything: the emulation's timing may be to blame, so one more try
    /// is fair.
    boolean worthAnotherTry() {
        return panicked && !agentSpoke();
    }

    Phase phaseWhileRunning() {
        return reached(Stage.CONTAINER_STARTED) ? new Phase.Running() : new Phase.Starting();
    }

    /// `stopAsked`: somebody wanted the end.
    Phase phaseAfterExit(int exitCode, boolean stopAsked) {
        if (stopAsked) {
            return new Phase.Stopped();
        }
        if (saidWhy.isPresent()) {
            return new Phase.Failed(saidWhy.get());
        }
        if (reached(Stage.CONTAINER_ENDED)) {
            return new Phase.Finished();
        }
        return new Phase.Failed(new Reason.QemuGone(exitCode, lastLine));
    }
}
