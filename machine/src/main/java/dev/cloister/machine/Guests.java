package dev.cloister.machine;

import dev.cloister.bytes.Malformed;
import dev.cloister.emulator.EmulatedVendor;
import java.io.IOException;
import java.nio.file.DirectoryStream;
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
    /// Takes a copy of the init-data image. Interrupted, the guest is ended before this throws. `Malformed`: the
    /// files of a guest of this name, or of the emulated vendor, are damaged.
    public Start start(GuestSpec spec, StageListener stages) throws IOException, Malformed, InterruptedException {
        Optional<Reason> problem = problemOf(spec);
        if (problem.isPresent()) {
            return new Start.NotStarted(problem.get());
        }
        if (spec.backend() instanceof Backend.Emulated emulated) {
            // Its keys are made on first use, in seconds here and in a minute by a keeper, which compiles little.
            EmulatedVendor.open(emulated.home());
        }
        GuestFolder guest = new GuestFolder(folder.resolve(spec.name()));
        if (!claim(guest, spec)) {
            return new Start.NotStarted(new Reason.NameTaken(spec.name()));
        }
        Process keeper;
        try {
            Files.copy(spec.initDataImage(), guest.initDataImage());
            keeper = KeeperProcess.start(guest);
        } catch (IOException e) {
            guest.remove();
            throw e;
        }
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

    /// Makes the guest's folder, and says in it that we make this guest; a folder that a failed start left behind
    /// is replaced. Under the lock, a folder without a status is nobody's: who made or removed it is gone.
    private boolean claim(GuestFolder guest, GuestSpec spec) throws IOException, Malformed {
        try (NamesLock _ = NamesLock.take(folder)) {
            if (Files.exists(guest.path())) {
                Optional<Guest> before = read(guest);
                if (before.isPresent() && !neverRan(before.get())) {
                    return false;
                }
                guest.remove();
            }
            Files.createDirectory(guest.path(), StateFile.OWNER_ONLY_FOLDER);
            guest.write(spec.withInitDataImage(guest.initDataImage()));
            guest.write(GuestStatus.claimed());
            return true;
        }
    }

    private static boolean neverRan(Guest guest) {
        return guest.phase().ended()
                && guest.stages().stream().noneMatch(stage -> stage.name().equals(Stage.CONTAINER_STARTED));
    }

    private Start await(GuestFolder guest, Process keeper, StageListener listener)
            throws IOException, Malformed, InterruptedException {
        int heard = 0;
        Optional<GuestFolder.StatusVersion> seen = Optional.empty();
        while (true) {
            boolean keeperLives = keeper.isAlive(); // asked first: what it wrote before its end is then seen
            Optional<GuestFolder.StatusVersion> version = guest.statusVersion();
            if (keeperLives && version.isPresent() && version.equals(seen)) {
                Thread.sleep(POLL_MILLIS); // to read it each time would cost more than all else that a start does here
                continue;
            }
            seen = version;
            if (!keeperLives) {
                failUnlessEnded(guest);
            }
            Optional<Guest> now = readAsWritten(guest);
            if (now.isEmpty() && !keeperLives) {
                return new Start.NotStarted(new Reason.KeeperGone("somebody removed its folder"));
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

    /// Asks the container to end (SIGTERM), ends the guest after `grace`, an hour at most, and returns it as it
    /// then is. Nothing happens to one that has ended already.
    public Optional<Guest> stop(String name, Duration grace) throws IOException, Malformed, InterruptedException {
        Optional<Guest> guest = find(name);
        if (guest.isPresent() && !guest.get().phase().ended()) {
            end(new GuestFolder(guest.get().folder()), GuestFolder.bounded(grace));
        }
        return find(name);
    }

    /// Removes an ended guest's folder; `false` if there is none or the guest has not ended.
    public boolean remove(String name) throws IOException, Malformed {
        if (find(name).isEmpty()) {
            return false;
        }
        try (NamesLock _ = NamesLock.take(folder)) {
            Optional<Guest> guest = find(name);
            if (guest.isEmpty() || !guest.get().phase().ended()) {
                return false;
            }
            new GuestFolder(guest.get().folder()).remove();
            return true;
        }
    }

    /// Leaves the request in the folder, where a keeper that is only starting finds it, and sends SIGTERM to one
    /// that lives. Whoever started the guest is sent nothing.
    private static void end(GuestFolder guest, Duration grace) throws IOException, InterruptedException {
        if (!Files.isDirectory(guest.path())) {
            return;
        }
        guest.writeStop(grace);
        long deadline = System.nanoTime() + grace.plus(KEEPER_MARGIN).toNanos();
        boolean told = false;
        Optional<GuestStatus> status = readableStatus(guest);
        while (status.isPresent() && status.get().held() && System.nanoTime() < deadline) {
            if (!told && !status.get().processes().isEmpty()) {
                status.get().processes().getFirst().terminate();
                told = true;
            }
            Thread.sleep(POLL_MILLIS);
            status = readableStatus(guest);
        }
        // QEMU before its keeper; those that have ended are left alone
        status.ifPresent(last -> last.processes().reversed().forEach(ProcessIdentity::kill));
        guest.sweep();
    }

    private static Optional<GuestStatus> readableStatus(GuestFolder guest) throws IOException {
        try {
            return statusOf(guest);
        } catch (Malformed e) {
            throw new IOException("the guest's state cannot be read: " + e.getMessage(), e);
        }
    }

    /// Empty where there is no guest. One whose keeper is gone without a last word has failed, and its QEMU does
    /// not live on.
    private static Optional<Guest> read(GuestFolder folder) throws IOException, Malformed {
        Optional<GuestStatus> status = statusOf(folder);
        if (status.isPresent() && !status.get().held()) {
            failUnlessEnded(folder);
        }
        return readAsWritten(folder);
    }

    /// To be called when nobody holds the guest any more. What it wrote last is read again: it may have ended.
    private static void failUnlessEnded(GuestFolder folder) throws IOException, Malformed {
        Optional<GuestStatus> lastWord = statusOf(folder);
        if (lastWord.isPresent() && !lastWord.get().phase().ended()) {
            lastWord.get().processes().forEach(ProcessIdentity::kill);
            folder.sweep();
            folder.write(lastWord.get().failed(new Reason.KeeperGone(lastLine(folder.keeperLog()))));
        }
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
