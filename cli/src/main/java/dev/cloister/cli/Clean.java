package dev.cloister.cli;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.clean.BuildLock;
import dev.cloister.cli.clean.Occupant;
import dev.cloister.cli.clean.Occupied;
import dev.cloister.cli.home.Home;
import dev.cloister.machine.Guests;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `cloister clean`: what takes room, and, after asking, less of it.
@Command(
        name = "clean",
        description =
                "list what takes room on this disk; remove old boot sets, ended guests and leftovers after asking",
        footer = {
            "",
            "Never removed: keys, policies, records of releases, proofs, running guests, sealed images. A removed guest's"
                    + " log is gone. Without a terminal and without --yes it only lists.",
            "",
            "Examples:",
            "  cloister clean",
            "  cloister clean --yes /srv/images",
            "  cloister clean --json"
        })
final class Clean implements Callable<Integer> {
    @ParentCommand
    private Main main;

    @Option(
            names = {"-y", "--yes"},
            description = "remove without asking")
    private boolean yes;

    @Option(
            names = "--all",
            description = "let caches go, too, that would be built or downloaded again: this installation's boot set,"
                    + " QEMU, downloads, samples")
    private boolean all;

    @Parameters(
            arity = "0..*",
            paramLabel = "DIR",
            description = "folders to look in for what an interrupted `cloister protect` left (default: the working"
                    + " folder)")
    private List<Path> folders = new ArrayList<>();

    private final Set<Occupant> removed = new HashSet<>();
    private int code = Exit.DONE;

    @Override
    public Integer call() throws IOException, Malformed, InterruptedException {
        Workspace workspace = main.lookingOnly();
        Screen screen = workspace.screen();
        List<Occupant> found = new ArrayList<>(
                Occupied.of(workspace.home(), workspace.bootSets().place(), all));
        found.addAll(leftovers(workspace.home()));
        List<Occupant> going = found.stream().filter(Occupant::mayGo).toList();
        if (!screen.json()) {
            show(screen, found);
        }
        if (!going.isEmpty() && agreed(screen, going)) {
            remove(workspace, going);
        }
        if (screen.json()) {
            screen.json(Json.object()
                    .put(
                            "items",
                            Json.array(found.stream()
                                    .map(each -> each.toJson(removed.contains(each)))
                                    .toList()))
                    .put("bytes", sum(found))
                    .put("mayGoBytes", sum(going))
                    .put("removedBytes", sum(removed))
                    .build()
                    .pretty());
        } else if (!removed.isEmpty()) {
            screen.say("Removed: " + Sizes.text(sum(removed)));
        }
        return code;
    }

    private List<Occupant> leftovers(Home home) throws IOException {
        List<Occupant> found = new ArrayList<>();
        List<Path> places = folders.isEmpty() ? List.of(Path.of("")) : folders;
        for (Path place : Stream.concat(places.stream(), Stream.of(home.cache().resolve("samples"), home.state()))
                .map(path -> path.toAbsolutePath().normalize())
                .distinct()
                .toList()) {
            for (Path left : WorkFolder.abandoned(place)) {
                found.add(new Occupant(
                        Occupant.Kind.HALF_MADE, left.toString(), left, Occupied.size(left), Optional.empty()));
            }
        }
        for (Path left : DrillFolder.abandoned()) {
            found.add(new Occupant(
                    Occupant.Kind.KILLED_DRILL, left.toString(), left, Occupied.size(left), Optional.empty()));
        }
        return found;
    }

    private static long sum(Iterable<Occupant> occupants) {
        long sum = 0;
        for (Occupant each : occupants) {
            sum += each.bytes();
        }
        return sum;
    }

    /// How much of each kind, the largest first.
    private static String byKind(List<Occupant> some) {
        Map<Occupant.Kind, List<Occupant>> kinds = some.stream().collect(Collectors.groupingBy(Occupant::kind));
        return kinds.entrySet().stream()
                .sorted(Comparator.comparingLong(
                        (Map.Entry<Occupant.Kind, List<Occupant>> kind) -> -sum(kind.getValue())))
                .map(kind ->
                        kind.getValue().size() + " " + kind.getKey().words() + " " + Sizes.text(sum(kind.getValue())))
                .collect(Collectors.joining(", "));
    }

    private static void show(Screen screen, List<Occupant> found) {
        for (boolean going : List.of(false, true)) {
            List<Occupant> some =
                    found.stream().filter(each -> each.mayGo() == going).toList();
            if (!some.isEmpty()) {
                screen.say((going ? "May go: " : "Stays: ") + Sizes.text(sum(some)) + ": " + byKind(some));
                List<List<String>> rows = some.stream()
                        .map(each -> List.of(
                                "  " + each.kind().words(),
                                Sizes.text(each.bytes()),
                                each.name(),
                                each.stays().orElse("")))
                        .toList();
                Table.lines(rows).forEach(line -> screen.say(line.stripTrailing()));
            }
        }
        if (found.stream().noneMatch(Occupant::mayGo)) {
            screen.say("Nothing to remove.");
        }
    }

    private boolean agreed(Screen screen, List<Occupant> going) throws IOException {
        if (yes || screen.json() || !Screen.canAsk()) {
            if (!yes) {
                screen.note("Nothing was removed; with --yes it would be.");
            }
            return yes;
        }
        System.err.print("Remove " + Sizes.text(sum(going)) + "? [y/N] ");
        System.err.flush();
        String answer = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
        return answer != null && answer.strip().matches("(?i)y(es)?");
    }

    private void remove(Workspace workspace, List<Occupant> going) throws IOException, Malformed, InterruptedException {
        Optional<BuildLock> lock = BuildLock.take(workspace.home().cache());
        if (lock.isEmpty()) {
            workspace.screen().problem("a boot set is being built, so nothing was removed");
            workspace.screen().remedy("repeat when that has ended");
            code = Exit.UNAVAILABLE;
            return;
        }
        try (BuildLock _ = lock.get()) {
            Guests guests = new Guests(workspace.home().guests());
            for (Occupant each : going) {
                if (remove(workspace, guests, each)) {
                    removed.add(each);
                }
            }
        }
    }

    private boolean remove(Workspace workspace, Guests guests, Occupant occupant)
            throws Malformed, InterruptedException {
        try {
            return switch (occupant.kind()) {
                case GUEST -> guests.remove(occupant.name());
                case KILLED_DRILL -> {
                    DrillFolder.of(occupant.path(), workspace).remove();
                    yield true;
                }
                case BOOT_SET, BUILD_STAGE, QEMU, DOWNLOADS, SAMPLE, HALF_MADE, RECORDS -> {
                    SealedPlace.delete(occupant.path());
                    yield true;
                }
            };
        } catch (IOException e) {
            workspace.screen().problem(occupant.path() + " could not be removed whole: " + e.getMessage());
            code = Exit.UNAVAILABLE;
            return false;
        }
    }
}
