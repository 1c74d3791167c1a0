package dev.cloister.cli.bundle;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What goes into a bundle, gathered on this machine, and where its bytes lie.
public final class Collected {
    /// What Maven notes of where a file came from; such a note would bind the file to that address.
    private static final Set<String> NOTES = Set.of("_remote.repositories", "resolver-status.properties");

    private static final Set<String> KINDS = Set.of("deb", "tool", "orig", "debian");
    private static final int LOCK_WORDS = 6;

    private final List<Item> items = new ArrayList<>();
    private final Map<Bytes, Path> sources = new HashMap<>();

    public Contents contents() throws Malformed {
        return Contents.of(items);
    }

    public Map<Bytes, Path> sources() {
        return Map.copyOf(sources);
    }

    /// A file of the cache, by its line in a lock (`bootset/bootset.lock` says its columns); other kinds of lines are
    /// passed over.
    public void addLocked(String line, Path files) throws Malformed {
        String[] words = line.split(" ", -1);
        if (words.length >= LOCK_WORDS && KINDS.contains(words[1])) {
            String digest = words[5];
            Item item = Item.parse(String.join(" ", words[1], words[2], words[3], words[4], digest, "-"), items.size());
            items.add(item);
            sources.put(item.sha256(), files.resolve(digest));
        }
    }

    /// A Maven repository, without Maven's notes; the version is the folder that each file lies in.
    public void addRepository(Path folder) throws IOException, Malformed {
        add(Item.Kind.MAVEN, folder, Collected::isArtifact, Collected::folderOf);
    }

    private static boolean isArtifact(Path file) {
        String name = file.getFileName().toString();
        return !NOTES.contains(name)
                && !name.startsWith("maven-metadata")
                && !name.endsWith(".lastUpdated")
                && !name.endsWith(".sha1")
                && !name.endsWith(".md5");
    }

    private static String folderOf(Path file) {
        Path folder = file.getParent();
        return folder == null ? "-" : folder.getFileName().toString();
    }

    /// A JDK, without the sources of its classes: nothing here reads them.
    public void addJdk(Path home, String version) throws IOException, Malformed {
        add(Item.Kind.JDK, home, file -> !file.endsWith(Path.of("lib", "src.zip")), _ -> version);
    }

    private void add(Item.Kind kind, Path folder, Predicate<Path> wanted, Function<Path, String> version)
            throws IOException, Malformed {
        List<Path> files;
        try (Stream<Path> walked = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            files = walked.filter(file -> Files.isRegularFile(file) && wanted.test(file))
                    .toList();
        }
        for (Path file : files) {
            Path name = folder.relativize(file);
            Item item = new Item(
                    kind,
                    name.toString(),
                    version.apply(name),
                    Files.size(file),
                    Digests.sha256(file),
                    kind == Item.Kind.JDK && Files.isExecutable(file));
            if (!item.isFit()) {
                throw new Malformed(folder.toString(), name.toString(), -1, "has a name that a bundle cannot take");
            }
            items.add(item);
            sources.put(item.sha256(), file);
        }
    }
}
