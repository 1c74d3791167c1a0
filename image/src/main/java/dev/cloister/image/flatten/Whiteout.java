package dev.cloister.image.flatten;

/// Names beginning with `.wh.`: OCI image specification, "Filesystem Layer", "Whiteouts".
sealed interface Whiteout {
    String PREFIX = ".wh.";

    /// All that lower layers have in this folder is gone.
    record Opaque() implements Whiteout {}

    /// What lower layers have under this name is gone.
    record Hides(String name) implements Whiteout {}

    /// Reserved and without meaning: the bookkeeping of aufs, or no name at all.
    record Unknown() implements Whiteout {}

    /// An ordinary name.
    record None() implements Whiteout {}

    static boolean isReserved(String name) {
        return name.startsWith(PREFIX);
    }

    static Whiteout of(String name) {
        if (!isReserved(name)) {
            return new None();
        }
        String rest = name.substring(PREFIX.length());
        if (rest.equals(".wh..opq")) {
            return new Opaque();
        }
        boolean known = !rest.isEmpty() && !rest.equals(".") && !rest.equals("..") && !rest.startsWith(PREFIX);
        return known ? new Hides(rest) : new Unknown();
    }
}
