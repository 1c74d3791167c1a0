package dev.cloister.cli.bundle;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;

/// What is in a bundle: its manifest. There is one text for each set of items, and [#parse] takes no other: two bundles
/// of the same inputs have the same bytes.
public final class Contents {
    static final String STRUCTURE = "bundle manifest";
    static final int DIGEST_BYTES = 32;
    static final int MAX_BYTES = 4 << 20;

    private static final String FIRST = "cloister-bundle 1";
    private static final String COLUMNS = "# kind name version size sha256 rights";
    private static final String LAST = "sha256 ";

    private final List<Item> items;

    private Contents(List<Item> items) {
        this.items = items;
    }

    /// Sorted; what is there twice with the same bytes is there once.
    ///
    /// @throws Malformed when two items would go to one place, or one to no good place
    public static Contents of(Collection<Item> items) throws Malformed {
        List<Item> sorted = items.stream().distinct().sorted(Item.ORDER).toList();
        Set<String> files = new HashSet<>();
        Set<String> folders = new HashSet<>();
        for (Item item : sorted) {
            String place = place(item);
            if (!item.isFit() || !files.add(place)) {
                throw new Malformed(STRUCTURE, item.name(), -1, "is there twice or cannot be put anywhere safely");
            }
            for (int slash = place.indexOf('/'); slash > 0; slash = place.indexOf('/', slash + 1)) {
                folders.add(place.substring(0, slash));
            }
        }
        folders.retainAll(files);
        if (!folders.isEmpty()) {
            throw new Malformed(STRUCTURE, folders.iterator().next(), -1, "would be a file and a folder");
        }
        return new Contents(sorted);
    }

    private static String place(Item item) {
        return switch (item.kind()) {
            case JDK -> "jdk/" + item.version() + "/" + item.name();
            case MAVEN -> "maven/" + item.name();
            case DEB, TOOL, ORIG, DEBIAN -> item.kind().word() + "/" + item.name() + " " + item.version();
        };
    }

    static Contents parse(byte[] text) throws Malformed {
        String[] lines = new String(text, StandardCharsets.US_ASCII).split("\n", -1);
        if (!lines[0].equals(FIRST)) {
            throw new Malformed(STRUCTURE, "line 1", 0, "is not \"" + FIRST + "\": no bundle, or of another version");
        }
        List<Item> items = new ArrayList<>();
        for (int i = 2; i < lines.length - 2; i++) {
            items.add(Item.parse(lines[i], i + 1));
        }
        Contents contents = of(items);
        if (!Bytes.of(text).equals(Bytes.of(contents.text()))) {
            throw new Malformed(STRUCTURE, "", -1, "is not in the one form that it may have, or was changed");
        }
        return contents;
    }

    /// A line for each item, and in the last line the SHA-256 of all lines before it.
    byte[] text() {
        StringBuilder text = new StringBuilder(FIRST + "\n" + COLUMNS + "\n");
        items.forEach(item -> text.append(item.line()).append('\n'));
        String lines = text.toString();
        return (lines + LAST + Digests.sha256(Bytes.utf8(lines)).hex() + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /// In the manifest's order.
    public List<Item> items() {
        return items;
    }

    /// The files in the bundle, by SHA-256, with their sizes; several items may be one file.
    ///
    /// @throws Malformed when one digest has two sizes
    SequencedMap<Bytes, Long> files() throws Malformed {
        SequencedMap<Bytes, Long> files = new LinkedHashMap<>();
        for (Item item : items) {
            long size = Objects.requireNonNullElse(files.putIfAbsent(item.sha256(), item.size()), item.size());
            if (size != item.size()) {
                throw new Malformed(STRUCTURE, item.name(), -1, "has a size that its digest has elsewhere not");
            }
        }
        return files;
    }
}
