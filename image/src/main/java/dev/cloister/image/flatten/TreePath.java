package dev.cloister.image.flatten;

import dev.cloister.image.tar.ByteText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The names that lead from the root to an entry, without `.` and empty ones.
///
/// A leading slash is the image's own root, as every runtime reads it. `..` is refused: no writer of layers
/// needs it.
record TreePath(List<String> names) {
    static final int MAX_NAME_BYTES = 255;
    static final int MAX_PATH_BYTES = 4095;

    /// Either a path or the reason why there is none.
    sealed interface Parsed {
        record Path(TreePath path) implements Parsed {}

        record Not(String reason) implements Parsed {}
    }

    static Parsed parse(String byteText) {
        if (byteText.length() > MAX_PATH_BYTES) {
            return new Parsed.Not("has a path of more than " + MAX_PATH_BYTES + " bytes");
        }
        List<String> names = new ArrayList<>();
        for (String name : byteText.split("/", -1)) {
            if (name.equals("..")) {
                return new Parsed.Not("leads outside by ..");
            }
            if (name.length() > MAX_NAME_BYTES) {
                return new Parsed.Not("has a name of more than " + MAX_NAME_BYTES + " bytes");
            }
            if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return new Parsed.Path(new TreePath(List.copyOf(names)));
    }

    boolean isRoot() {
        return names.isEmpty();
    }

    TreePath parent() {
        return new TreePath(names.subList(0, names.size() - 1));
    }

    String last() {
        return names.getLast();
    }

    /// The first name on the way to the last one that only a whiteout may have.
    Optional<String> whiteoutOnTheWay() {
        return names.stream()
                .limit(Math.max(0, names.size() - 1))
                .filter(Whiteout::isReserved)
                .findFirst();
    }

    @Override
    public String toString() {
        return ByteText.shown("/" + String.join("/", names));
    }
}
