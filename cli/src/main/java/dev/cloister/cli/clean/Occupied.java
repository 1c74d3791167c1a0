package dev.cloister.cli.clean;

import dev.cloister.cli.clean.Occupant.Kind;
import dev.cloister.cli.home.Home;
import dev.cloister.machine.Guest;
import dev.cloister.machine.Guests;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Everything in a home's two folders, sorted into what may go and what stays.
///
/// A boot set or a QEMU is in use when a guest of this home that has not ended names it, or any process does: guests of
/// other homes may share the cache.
public final class Occupied {
    private static final List<String> STAGES = List.of("firmware-", "kernel-", "jre-", "tree-", "initrd-");
    private static final Pattern SET = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern INIT_DATA = Pattern.compile("initdata[0-9]+\\.img");
    private static final String IN_USE = "a running guest uses it";

    private final Home home;
    private final Path currentSet;
    private final boolean all;
    private final List<Occupant> found = new ArrayList<>();

    private Occupied(Home home, Path currentSet, boolean all) {
        this.home = home;
        this.currentSet = currentSet;
        this.all = all;
    }

    /// @param currentSet the folder of this installation's boot set
    /// @param all whether caches that are still of use may go, too
    public static List<Occupant> of(Home home, Path currentSet, boolean all) throws IOException {
        Occupied occupied = new Occupied(home, currentSet, all);
        occupied.guests();
        Set<Path> used = occupied.usedByGuests();
        occupied.bootSets(used);
        occupied.stages();
        occupied.qemus(used);
        occupied.restOfTheCache();
        occupied.restOfTheState();
        return occupied.found;
    }

    private void add(Kind kind, Path path, Optional<String> stays) throws IOException {
        found.add(new Occupant(kind, path.getFileName().toString(), path, size(path), stays));
    }

    private void guests() throws IOException {
        for (Guest guest : new Guests(home.guests()).list()) {
            add(Kind.GUEST, guest.folder(), when(!guest.phase().ended(), "it runs"));
        }
    }

    private Set<Path> usedByGuests() throws IOException {
        Set<Path> used = new HashSet<>();
        for (Guest guest : new Guests(home.guests()).list()) {
            if (!guest.phase().ended()) {
                used.add(guest.spec().bootSet());
                used.add(guest.spec().qemu());
            }
        }
        return used;
    }

    private void bootSets(Set<Path> used) throws IOException {
        for (Path set : newestFirst(home.cache().resolve("bootset"), "")) {
            if (!SET.matcher(set.getFileName().toString()).matches()) {
                add(Kind.HALF_MADE, set, when(!isOld(set), "it may be in the making"));
                continue;
            }
            Optional<String> stays = inUse(set, used);
            add(Kind.BOOT_SET, set, stays.or(() -> unlessAll(set.equals(currentSet), "it is this installation's")));
        }
    }

    private void stages() throws IOException {
        for (String stage : STAGES) {
            List<Path> folders = newestFirst(home.cache(), stage);
            for (Path folder : folders) {
                boolean newest = folder.equals(folders.getFirst());
                add(Kind.BUILD_STAGE, folder, unlessAll(newest, "the next build starts from it"));
            }
        }
    }

    private void qemus(Set<Path> used) throws IOException {
        List<Path> folders = newestFirst(home.cache(), "qemu-");
        for (Path folder : folders) {
            boolean newest = folder.equals(folders.getFirst());
            add(Kind.QEMU, folder, inUse(folder, used).or(() -> unlessAll(newest, "guests run on it")));
        }
    }

    private void restOfTheCache() throws IOException {
        for (String name : List.of("files", "apt", "maven")) {
            Path folder = home.cache().resolve(name);
            if (Files.isDirectory(folder)) {
                add(Kind.DOWNLOADS, folder, unlessAll(true, "a build without network needs it"));
            }
        }
        for (Path jdk : newestFirst(home.cache().resolve("jdk"), "")) {
            boolean runs = Path.of(System.getProperty("java.home")).startsWith(jdk);
            add(
                    Kind.DOWNLOADS,
                    jdk,
                    runs ? Optional.of("this very command runs on it") : unlessAll(true, "a bundle brought it"));
        }
        for (Path sample : newestFirst(home.cache().resolve("samples"), "")) {
            add(Kind.SAMPLE, sample, unlessAll(true, "the demo and the README use it"));
        }
        for (Path verification : newestFirst(home.cache(), "verify-")) {
            add(Kind.HALF_MADE, verification, when(!isOld(verification), "it may be in the making"));
        }
    }

    private void restOfTheState() throws IOException {
        if (!Files.isDirectory(home.state())) {
            return;
        }
        long bytes = 0;
        for (Path entry : newestFirst(home.state(), "")) {
            if (INIT_DATA.matcher(entry.getFileName().toString()).matches() && isOld(entry)) {
                add(Kind.HALF_MADE, entry, Optional.empty());
            } else if (!entry.equals(home.guests())) {
                bytes += size(entry);
            }
        }
        String never = "keys, policies, releases and proofs are never removed";
        found.add(new Occupant(Kind.RECORDS, "keys and records", home.state(), bytes, Optional.of(never)));
    }

    private static Optional<String> when(boolean holds, String why) {
        return holds ? Optional.of(why) : Optional.empty();
    }

    private Optional<String> unlessAll(boolean holds, String why) {
        return when(holds && !all, why);
    }

    private static Optional<String> inUse(Path folder, Set<Path> used) {
        boolean named = used.stream().anyMatch(path -> path.startsWith(folder));
        return when(named || processes(folder + "/"), IN_USE);
    }

    private static boolean processes(String part) {
        return ProcessHandle.allProcesses()
                .anyMatch(process -> process.info().commandLine().orElse("").contains(part));
    }

    private static List<Path> newestFirst(Path folder, String prefix) throws IOException {
        List<Path> entries = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> listed = Files.newDirectoryStream(folder)) {
                for (Path entry : listed) {
                    if (entry.getFileName().toString().startsWith(prefix)) {
                        entries.add(entry);
                    }
                }
            }
        }
        entries.sort(Comparator.comparingLong((Path path) -> path.toFile().lastModified())
                .reversed()
                .thenComparing(Comparator.naturalOrder()));
        return entries;
    }

    /// A day without a change: nobody is at work on it any more.
    public static boolean isOld(Path path) throws IOException {
        return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS)
                .toInstant()
                .isBefore(Instant.now().minus(Duration.ofDays(1)));
    }

    /// Bytes of all files below, links not followed; what cannot be read counts nothing.
    public static long size(Path path) throws IOException {
        long[] sum = new long[1];
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                sum[0] += attributes.size();
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return sum[0];
    }
}
