package dev.cloister.cli.drill.sight;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/// A host's eyes: looks for canaries in all that it holds, and, to show that it would find them, in the memory of a
/// guest whose chip is emulated.
public final class Sight implements AutoCloseable {
    private static final Path PROC = Path.of("/proc");

    private final Patterns patterns;

    /// The canaries stay the caller's.
    public Sight(List<Canary> canaries) {
        this.patterns = new Patterns(canaries);
    }

    /// Everything but memory:
    ///
    /// 1. files, their names, and compressed streams in them;
    /// 2. the last block of each file, beyond the file's end, where the disk itself can be read;
    /// 3. command lines and environments of all processes;
    /// 4. files that processes have open, deleted ones too;
    /// 5. the kernel's tables of sockets.
    public View of(Holdings holdings) throws IOException {
        Search search = new Search(patterns);
        Looking looking = new Looking(search);
        for (Path folder : holdings.folders()) looking.files(folder, holdings); // 1
        int ends = looking.ends(); // 2
        int processes = looking.processes(); // 3
        for (long process : holdings.processes()) looking.openFiles(process); // 4
        looking.sockets(); // 5
        if (search.longStreams() > 0) {
            looking.notLookedAt.add(search.longStreams() + " compressed streams beyond their first "
                    + (Search.MAX_STREAM >> 20) + " MiB");
        }
        return new View(search.sightings(), looking.files.size(), ends, processes, search.bytes(), looking.notLookedAt);
    }

    /// The memory of a guest, through the QEMU that runs it: its mappings of at least `least` bytes that it may write.
    public View ofMemory(long process, long least) throws IOException {
        Search search = new Search(patterns);
        List<String> notLookedAt = new ArrayList<>();
        Path folder = PROC.resolve(Long.toString(process));
        try (FileChannel memory = FileChannel.open(folder.resolve("mem"))) {
            for (Mapping mapping : Mapping.of(Files.readAllLines(folder.resolve("maps")))) {
                if (mapping.writable() && mapping.to() - mapping.from() >= least) {
                    search.lookPlainly(
                            "memory of process " + process, Content.of(memory, mapping.from(), mapping.to()));
                }
            }
        } catch (NoSuchFileException gone) {
            notLookedAt.add("memory of process " + process + ": it has ended");
        }
        return new View(search.sightings(), 0, 0, 1, search.bytes(), notLookedAt);
    }

    @Override
    public void close() {
        patterns.close();
    }

    /// One walk through a host.
    private static final class Looking {
        private final Search search;
        private final List<Path> files = new ArrayList<>();
        private final List<String> notLookedAt = new ArrayList<>();

        Looking(Search search) {
            this.search = search;
        }

        void files(Path folder, Holdings holdings) throws IOException {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path entry, BasicFileAttributes attributes) {
                    return holdings.notTheHosts().contains(entry)
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path entry, BasicFileAttributes attributes) throws IOException {
                    if (!holdings.notTheHosts().contains(entry)) {
                        text("name of " + entry, entry.toString());
                        if (attributes.isRegularFile()) file("file " + entry, entry);
                        if (attributes.isSymbolicLink()) {
                            text(
                                    "target of " + entry,
                                    Files.readSymbolicLink(entry).toString());
                        }
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path entry, IOException gone) {
                    if (Files.exists(entry, LinkOption.NOFOLLOW_LINKS)) notLookedAt.add(entry + ": " + gone);
                    return FileVisitResult.CONTINUE;
                }
            });
        }

        private void file(String place, Path file) throws IOException {
            try (FileChannel channel = FileChannel.open(file)) {
                search.look(place, Content.of(channel, 0, channel.size()));
                files.add(file);
            } catch (NoSuchFileException gone) {
                return; // a file of a moment
            }
        }

        private void text(String place, String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            search.look(place, Content.of(bytes, bytes.length));
        }

        int ends() throws IOException {
            Slack slack = Slack.of(files);
            notLookedAt.addAll(slack.notLookedAt());
            for (Slack.End end : slack.ends()) end.look(search);
            return slack.ends().size();
        }

        int processes() throws IOException {
            int count = 0;
            for (Path process : Looked.children(PROC)) {
                if (!process.getFileName().toString().matches("[0-9]+")) continue;
                String who = " of process " + process.getFileName() + " ("
                        + Looked.text(process.resolve("comm")).strip() + ")";
                byte[] line = Looked.bytes(process.resolve("cmdline"));
                byte[] environment = Looked.bytes(process.resolve("environ"));
                search.look("command line" + who, Content.of(line, line.length));
                search.look("environment" + who, Content.of(environment, environment.length));
                count++;
            }
            return count;
        }

        /// Through the process, so that deleted ones are there as well.
        void openFiles(long process) throws IOException {
            for (Path open : Looked.children(PROC.resolve(process + "/fd"))) {
                if (!Files.isRegularFile(open)) continue;
                Path target = Looked.target(open);
                if (!target.startsWith("/memfd:") && !files.contains(target)) {
                    file("file " + target + ", open in process " + process, open);
                }
            }
        }

        void sockets() throws IOException {
            for (String table : List.of("unix", "tcp", "tcp6", "udp", "udp6")) {
                byte[] lines = Looked.bytes(PROC.resolve("net").resolve(table));
                search.look("table of " + table + " sockets", Content.of(lines, lines.length));
            }
        }
    }
}
