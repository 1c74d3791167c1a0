package dev.cloister.machine;

import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The guests of one user on this host, each with a folder of its name below one folder.
///
/// Nothing is remembered but files, so that any process can list, find, stop and remove what another one started.
public final class Guests {

    private static final long POLL_MILLIS = 25;
    private static final Duration KEEPER_MARGIN = Duration.ofSeconds(15);

    private final Path folder;

    public Guests(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    /// Starts a guest and waits until its container runs, or until it is known why it does not. Then nothing of it
    /// is left but its folder with the logs, which the next start of the same name replaces.
    ///
    /// Takes a copy of the init-data image. Interrupted, the guest is ended before this throws.
    public Start start(GuestSpec spec, StageListener stages) throws IOException, Malformed, InterruptedException {
        Optional<Reason> problem = problemOf(spec);
        if (problem.isPresent()) {
            return new Start.NotStarted(problem.get());
        }
        GuestFolder guest = new GuestFolder(folder.resolve(spec.name()));
        if (!claim(guest)) {
            return new Start.NotStarted(new Reason.NameTaken(spec.name()));
        }
        Files.copy(spec.initDataImage(), guest.initDataImage());
        guest.write(spec.withInitDataImage(guest.initDataImage()));
        Process keeper = KeeperProcess.start(guest);
        try {
            return await(guest, keeper, stages);
        } catch (InterruptedException e) {
            end(guest, Duration.ZERO);
            throw e;
        }
    }

    /// What can be known before anything is started.
    private static Optional<Reason> problemOf(GuestSpec spec) throws IOException {
        Optional<Reason> qemu = HostTools.qemuProblem(spec.qemu());
        if (qemu.isPresent()) {
            return qemu;
        }
        if (HostTools.netcat(spec.bootSet()).isEmpty()) {
            return Optional.of(new Reason.ToolMissing("busybox", "busybox-static"));
        }
        for (Path needed : List.of(spec.sealedRoot(), spec.initDataImage())) {
            if (!Files.isReadable(needed)) {
                return Optional.of(new Reason.HostFailure("there is no file " + needed));
            }
        }
        return PortProbe.taken(spec.ports());
    }

    /// Makes the guest's folder; one that a failed start left behind is replaced.
    private boolean claim(GuestFolder guest) throws IOException, Malformed {
        Files.createDirectories(folder, StateFile.OWNER_ONLY_FOLDER);
        try {
            Files.createDirectory(guest.path(), StateFile.OWNER_ONLY_FOLDER);
            return true;
        } catch (FileAlreadyExistsException e) {
            Optional<Guest> before = read(guest);
            boolean neverRan = before.isPresent()
                    && before.get().phase().ended()
                    && before.get().stages().stream()
                            .noneMatch(stage -> stage.name().equals(Stage.CONTAINER_STARTED));
            if (!neverRan) {
                return false;
            }
            guest.remove();
            Files.createDirectory(guest.path(), StateFile.OWNER_ONLY_FOLDER);
            return true;
        }
    }

    private Start await(GuestFolder guest, Process keeper, StageListener listener)
            throws IOException, Malformed, InterruptedException {
        int heard = 0;
        while (true) {
            boolean keeperLives = keeper.isAlive(); // asked first: what it wrote before its end is then seen
            Optional<Guest> now = keeperLives ? readAsWritten(guest) : read(guest);
            if (now.isEmpty() && !keeperLives) {
                return new Start.NotStarted(new Reason.KeeperGone(lastLine(guest.keeperLog())));
            }
            if (now.isPresent()) {
                List<Stage> stages = now.get().stages();
                for (; heard < stages.size(); heard++) {
                    listener.reached(stages.get(heard));
                }
                boolean ran = stages.stream().anyMatch(stage -> stage.name().equals(Stage.CONTAINER_STARTED));
                if (ran) {
                    return new Start.Running(now.get());
                }
                if (now.get().phase().ended() && !keeperLives) {
                    return new Start.NotStarted(reason(now.get().phase()));
                }
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static Reason reason(Phase phase) {
        return switch (phase) {
            case Phase.Failed(Reason reason) -> reason;
            case Phase.Stopped _ -> new Reason.HostFailure("the guest was stopped before its container started");
            case Phase.Finished _ -> new Reason.KeeperGone("its container ended without having started");
            case Phase.Starting _, Phase.Running _ -> throw new IllegalArgumentException("it has not ended");
        };
    }

    /// All guests there are, ended ones included, by name. A folder that cannot be read is left out.
    public List<Guest> list() throws IOException {
        List<Guest> guests = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return guests;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder)) {
            for (Path each : folders) {
                if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
                    try {
                        read(new GuestFolder(each)).ifPresent(guests::add);
                    } catch (Malformed e) {
                        System.getLogger(Guests.class.getName()).log(System.Logger.Level.WARNING, e.getMessage());
                    }
                }
            }
        }
        guests.sort(Comparator.comparing(guest -> guest.spec().name()));
        return guests;
    }

    public Optional<Guest> find(String name) throws IOException, Malformed {
        return GuestSpec.isName(name) ? read(new GuestFolder(folder.resolve(name))) : Optional.empty();
    }

    /// Asks the container to end (SIGTERM), ends the guest after `grace`, and returns it as it then is. Nothing
    /// happens to one that has ended already.
    public Optional<Guest> stop(String name, Duration grace) throws IOException, Malformed, InterruptedException {
        Optional<Guest> guest = find(name);
        if (guest.isPresent() && !guest.get().phase().ended()) {
            end(new GuestFolder(guest.get().folder()), grace);
        }
        return find(name);
    }

    /// Removes an ended guest's folder; `false` if there is none or the guest has not ended.
    public boolean remove(String name) throws IOException, Malformed {
        Optional<Guest> guest = find(name);
        if (guest.isEmpty() || !guest.get().phase().ended()) {
            return false;
        }
        new GuestFolder(guest.get().folder()).remove();
        return true;
    }

    private static void end(GuestFolder guest, Duration grace) throws IOException, InterruptedException {
        List<ProcessIdentity> processes;
        try {
            processes = guest.status().map(GuestStatus::processes).orElse(List.of());
        } catch (Malformed e) {
            throw new IOException("the guest's state cannot be read: " + e.getMessage(), e);
        }
        if (processes.isEmpty()) {
            return;
        }
        ProcessIdentity keeper = processes.getFirst();
        guest.writeStopGrace(grace.toMillis());
        keeper.terminate();
        long deadline = System.nanoTime() + grace.plus(KEEPER_MARGIN).toNanos();
        while (keeper.alive() && System.nanoTime() < deadline) {
            Thread.sleep(POLL_MILLIS);
        }
        processes
                .reversed()
                .forEach(ProcessIdentity::kill); // QEMU before its keeper; those that have ended are left alone
        guest.sweep();
    }

    /// Empty where there is no guest. One whose keeper is gone without a last word has failed, and its QEMU does
    /// not live on.
    private static Optional<Guest> read(GuestFolder folder) throws IOException, Malformed {
        Optional<GuestStatus> status = statusOf(folder);
        if (status.isEmpty() || status.get().phase().ended()) {
            return readAsWritten(folder);
        }
        List<ProcessIdentity> processes = status.get().processes();
        if (!processes.isEmpty() && processes.getFirst().alive()) {
            return readAsWritten(folder);
        }
        Optional<GuestStatus> lastWord = statusOf(folder); // it may have ended between the two looks
        if (lastWord.isPresent() && !lastWord.get().phase().ended()) {
            processes.forEach(ProcessIdentity::kill);
            folder.sweep();
            GuestStatus gone = lastWord.get();
            Phase failed = new Phase.Failed(new Reason.KeeperGone(lastLine(folder.keeperLog())));
            folder.write(new GuestStatus(
                    failed,
                    List.of(),
                    gone.stages(),
                    gone.measurement(),
                    gone.reportId(),
                    gone.startedAt(),
                    gone.cpuSeconds()));
        }
        return readAsWritten(folder);
    }

    private static Optional<GuestStatus> statusOf(GuestFolder folder) throws IOException, Malformed {
        return Files.isDirectory(folder.path()) ? folder.status() : Optional.empty();
    }

    private static Optional<Guest> readAsWritten(GuestFolder folder) throws IOException, Malformed {
        try {
            Optional<GuestStatus> status = statusOf(folder);
            if (status.isEmpty()) {
                return Optional.empty();
            }
            GuestStatus now = status.get();
            return Optional.of(new Guest(
                    folder.spec(),
                    folder.path(),
                    now.phase(),
                    now.stages(),
                    now.measurement(),
                    now.reportId(),
                    now.startedAt(),
                    now.cpuSeconds(),
                    now.keeperPid()));
        } catch (NoSuchFileException e) {
            return Optional.empty(); // removed a moment ago
        }
    }

    private static String lastLine(Path log) throws IOException {
        if (!Files.exists(log)) {
            return "it left no word";
        }
        String last = ConsoleText.clean(Files.readString(log).lines().reduce("", (before, line) -> line));
        return last.isEmpty() ? "it left no word" : last;
    }
}
