package dev.cloister.cli.bundle;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// One file in a bundle, as a line of its manifest says it: kind, name, version, size, SHA-256, rights.
///
/// @param name a package's name; for [Kind#JDK] and [Kind#MAVEN] the path below the folder where it belongs
/// @param size bytes
/// @param executable `x` in the manifest, else `-`
public record Item(Kind kind, String name, String version, long size, Bytes sha256, boolean executable) {
    static final Comparator<Item> ORDER = Comparator.comparing((Item item) -> item.kind)
            .thenComparing(Item::name)
            .thenComparing(Item::version);

    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._+~$-]{1,200}");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9.:+~_-]{1,100}");
    private static final Pattern SIZE = Pattern.compile("0|[1-9][0-9]{0,9}");
    private static final int WORDS = 6;
    private static final int MAX_NAME = 255;

    /// What a file is, and so where it goes. In the order of the manifest.
    public enum Kind {
        /// Of a JDK 25.
        JDK,
        /// Of a Maven repository: what the build of Cloister uses.
        MAVEN,
        /// A Debian package that goes into the guest, into QEMU or into a sample.
        DEB,
        /// A Debian package that only the build uses.
        TOOL,
        /// The upstream part of a Debian source.
        ORIG,
        /// Debian's part of it.
        DEBIAN;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean isTree() {
            return this == JDK || this == MAVEN;
        }
    }

    /// Exactly what [#line] writes.
    static Item parse(String line, int number) throws Malformed {
        List<String> words = List.of(line.split(" ", -1));
        if (words.size() != WORDS) {
            throw bad(number, "needs " + WORDS + " words, has " + words.size());
        }
        if (!SIZE.matcher(words.get(3)).matches()) {
            throw bad(number, "has no size");
        }
        String rights = words.get(5);
        if (!rights.equals("x") && !rights.equals("-")) {
            throw bad(number, "has neither x nor - at its end");
        }
        Item item = new Item(
                kind(words.get(0), number),
                words.get(1),
                words.get(2),
                Long.parseLong(words.get(3)),
                Bytes.parseHex(Contents.STRUCTURE, "sha256 of line " + number, words.get(4)),
                rights.equals("x"));
        if (!item.isFit()) {
            throw bad(number, "names what cannot be put anywhere safely");
        }
        return item;
    }

    private static Kind kind(String word, int number) throws Malformed {
        for (Kind kind : Kind.values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        throw bad(number, "is of no known kind");
    }

    private static Malformed bad(int number, String problem) {
        return new Malformed(Contents.STRUCTURE, "line " + number, -1, problem);
    }

    /// Whether the name stays below the folder where it belongs, and the rest has its form.
    boolean isFit() {
        List<String> segments = List.of(name.split("/", -1));
        return name.length() <= MAX_NAME
                && (kind.isTree() || segments.size() == 1)
                && segments.stream()
                        .allMatch(segment ->
                                SEGMENT.matcher(segment).matches() && !segment.equals(".") && !segment.equals(".."))
                && VERSION.matcher(version).matches()
                && !version.startsWith(".")
                && sha256.length() == Contents.DIGEST_BYTES;
    }

    String line() {
        return String.join(" ", kind.word(), name, version, Long.toString(size), sha256.hex(), executable ? "x" : "-");
    }
}
