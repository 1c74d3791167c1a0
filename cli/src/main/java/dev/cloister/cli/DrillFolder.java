package dev.cloister.cli;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.home.Home;
import dev.cloister.cli.home.HomeBroker;
import dev.cloister.machine.Guest;
import dev.cloister.machine.Guests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// The temporary folder of one drill, with a home in it, the guests and the broker of that home. Whoever removes it
/// ends
/// these first.
final class DrillFolder {
    private static final Path SELF = Path.of("/proc/self");
    private static final String PREFIX = "cloister-drill-";
    private static final Duration BROKER_ENDS = Duration.ofSeconds(10);
    private static final int ATTEMPTS = 40;
    private static final long PAUSE_NANOS = 25_000_000;

    private final Path path;
    private final HomeBroker broker;
    private Optional<AtWork> ours = Optional.empty();

    private DrillFolder(Path path, HomeBroker broker) {
        this.path = path;
        this.broker = broker;
    }

    /// For a drill of this process; until it ends, [#abandoned] has it not.
    static DrillFolder make(Workspace workspace) throws IOException {
        DrillFolder made = of(Files.createTempDirectory(PREFIX), workspace);
        made.ours = Optional.of(AtWork.in(made.path));
        made.broker.home().create();
        return made;
    }

    /// Those of this user's that drills left which were killed.
    static List<Path> abandoned() throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        List<Path> found = new ArrayList<>();
        if (!Files.exists(SELF)) {
            return found; // where this file system is not, there are no drills
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(temporary, PREFIX + "*")) {
            for (Path entry : entries) {
                if (isAbandoned(entry)) {
                    found.add(entry);
                }
            }
        }
        return found;
    }

    /// Temporary folders are everybody's place: what is another user's is left alone.
    private static boolean isAbandoned(Path folder) throws IOException {
        try {
            return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                    && Files.getOwner(folder).equals(Files.getOwner(SELF))
                    && AtWork.isAbandoned(folder);
        } catch (NoSuchFileException removed) {
            return false;
        }
    }

    /// Its home has the user's cache.
    static DrillFolder of(Path path, Workspace workspace) {
        Home home = new Home(path.resolve("state"), workspace.home().cache());
        return new DrillFolder(path, new HomeBroker(home, workspace.install()));
    }

    Path path() {
        return path;
    }

    HomeBroker broker() {
        return broker;
    }

    /// With all that runs there. Whoever is still at work in there, on another thread, starts no broker any more.
    void remove() throws IOException, Malformed, InterruptedException {
        broker.end(BROKER_ENDS);
        endGuests();
        for (int left = ATTEMPTS; ; left--) {
            try {
                SealedPlace.delete(path);
                endGuests();
                if (ours.isPresent()) {
                    ours.get().close();
                }
                return;
            } catch (IOException | UncheckedIOException e) {
                if (left == 0) {
                    throw new IOException(path + " could not be removed, do it by hand: " + e.getMessage(), e);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void endGuests() throws IOException, Malformed, InterruptedException {
        Guests guests = new Guests(broker.home().guests());
        for (Guest guest : guests.list()) {
            guests.stop(guest.spec().name(), Duration.ZERO);
        }
    }
}
