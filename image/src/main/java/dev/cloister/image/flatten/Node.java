package dev.cloister.image.flatten;

import dev.cloister.image.tar.Attributes;
import dev.cloister.image.tar.EntryKind;
import java.util.NavigableMap;
import java.util.TreeMap;

/// What a name in the tree stands for. Several names may stand for one {@link Leaf}: these are its hard
/// links, and it lives as long as one of them does.
sealed interface Node {

    /// A name's node, and the highest layer that said something about the name.
    record Slot(Node node, int layer) {}

    /// A folder: names in the order of their bytes.
    final class Folder implements Node {
        final NavigableMap<String, Slot> slots = new TreeMap<>();
        Attributes attributes = Attributes.ofRoot(0755);
    }

    /// Everything else.
    ///
    /// @param contentOffset place of a file's content in the spool
    record Leaf(
            EntryKind kind,
            Attributes attributes,
            long contentOffset,
            long sizeBytes,
            String linkTarget,
            int major,
            int minor)
            implements Node {}
}
