package dev.cloister.cli;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.home.BrokerClient;
import dev.cloister.machine.Backend;
import dev.cloister.machine.Guest;
import dev.cloister.machine.GuestSpec;
import dev.cloister.machine.Guests;
import dev.cloister.machine.PublishedPort;
import dev.cloister.machine.Stage;
import dev.cloister.machine.Start;
import dev.cloister.workload.InitData;
import dev.cloister.workload.InitDataDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One start of a guest, from init-data to the container's exit code or, detached, to its first sign of life.
/// Interrupted on the way, it takes the guest with it.
final class Launch {
    private static final long LISTENING_MILLIS = 30_000;

    private final Workspace workspace;
    private final Guests guests;
    private final Wish wish;
    private final Backend backend;
    private final boolean detach;
    private final boolean remove;
    private boolean listening;

    /// What the user may choose of a guest.
    record Wish(String name, int cpus, int mebibytes, List<PublishedPort> ports) {
        Wish {
            ports = List.copyOf(ports);
        }
    }

    Launch(Workspace workspace, Wish wish, Backend backend, boolean detach, boolean remove) {
        this.workspace = workspace;
        this.guests = new Guests(workspace.home().guests());
        this.wish = wish;
        this.backend = backend;
        this.detach = detach;
        this.remove = remove;
    }

    int run(Path sealedRoot, InitData initData, BrokerClient broker)
            throws IOException, Malformed, InterruptedException {
        Forgotten.sweep(guests);
        Path bootSet = workspace.bootSets().ready().folder().toAbsolutePath();
        Path qemu = workspace.bootSets().qemu();
        Optional<Interruption> interruption = interruption();
        Start start;
        boolean runs = false;
        try (WorkFolder work = new WorkFolder(workspace.home().state().resolve("initdata.img"))) {
            Path device = Files.write(work.resolve("initdata.img"), InitDataDevice.encode(initData));
            start = start(new GuestSpec(
                    wish.name(),
                    wish.cpus(),
                    wish.mebibytes(),
                    wish.ports(),
                    sealedRoot.toAbsolutePath().normalize(),
                    device,
                    initData.digest(),
                    bootSet,
                    qemu,
                    backend,
                    broker.url()));
            runs = start instanceof Start.Running;
        } finally {
            if (!runs) {
                interruption.ifPresent(Interruption::over);
            }
        }
        return switch (start) {
            case Start.NotStarted refused -> {
                Interrupted.orGoOn();
                yield new Refusal(workspace.screen(), broker).explain(refused.reason());
            }
            case Start.Running running -> running(running.guest(), interruption);
        };
    }

    /// None where the name is another guest's, which this command must not take along.
    private Optional<Interruption> interruption() throws IOException, Malformed {
        return lives() ? Optional.empty() : Optional.of(new Interruption(guests, wish.name(), workspace.screen()));
    }

    private Start start(GuestSpec spec) throws IOException, Malformed, InterruptedException {
        try (Screen.Step step = workspace.screen().step("starting " + spec.name() + ", " + label())) {
            Start start = guests.start(spec, stage -> step.progress(stage.name()));
            if (start instanceof Start.Running running) {
                awaitListening(step);
                step.addCpu(running.guest().cpuSeconds());
                step.result(stages(running.guest().stages()));
            }
            return start;
        }
    }

    /// In the foreground nobody waits: the container's output comes first.
    private void awaitListening(Screen.Step step) throws IOException, Malformed, InterruptedException {
        if (detach) {
            step.progress("listening");
            listening = Listening.await(wish.ports(), LISTENING_MILLIS, this::lives);
            Interrupted.orGoOn();
        }
    }

    private boolean lives() throws IOException, Malformed {
        return guests.find(wish.name()).filter(guest -> !guest.phase().ended()).isPresent();
    }

    private String label() {
        return backend.emulated() ? "EMULATED" : "SEV-SNP";
    }

    private static String stages(List<Stage> stages) {
        StringBuilder text = new StringBuilder();
        for (Stage stage : stages) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(stage.name())
                    .append(String.format(Locale.ROOT, " %.1f s", stage.seconds()));
        }
        return text.toString();
    }

    private int running(Guest guest, Optional<Interruption> interruption)
            throws IOException, Malformed, InterruptedException {
        Screen screen = workspace.screen();
        if (remove) {
            Forgotten.when(guest);
        }
        List<String> urls = wish.ports().stream()
                .map(port -> "http://127.0.0.1:" + port.host() + "/")
                .toList();
        if (screen.json()) {
            screen.json(Json.object()
                    .put("name", wish.name())
                    .put("emulated", backend.emulated())
                    .put("backend", backend.word())
                    .put("measurement", guest.measurement().hex())
                    .put("initData", guest.spec().hostData().hex())
                    .put("urls", Json.array(urls.stream().map(Json::text).toList()))
                    .put("listening", listening)
                    .build()
                    .pretty());
        } else {
            screen.say("Running: " + wish.name() + "  " + label()
                    + (backend.emulated() ? ": memory is not protected from this host" : ""));
            String when = listening ? "" : "once the container listens there; ";
            urls.forEach(url -> screen.say("  " + url + "  (" + when + "plain HTTP: this host sees it)"));
        }
        if (detach) {
            interruption.ifPresent(Interruption::over);
            if (!listening) {
                screen.note("Nothing listens on all of its ports yet. What it says: ./cloister logs " + wish.name());
            }
            screen.note("Check it: ./cloister verify " + wish.name() + "   Stop it: ./cloister stop " + wish.name());
            return Exit.DONE;
        }
        return new Foreground(workspace, guests, wish.name())
                .follow(interruption.orElseGet(() -> new Interruption(guests, wish.name(), screen)));
    }
}
