package dev.cloister.image.flatten;

import dev.cloister.image.flatten.Node.Folder;
import dev.cloister.image.flatten.Node.Leaf;
import dev.cloister.image.flatten.Node.Slot;
import dev.cloister.image.tar.EntryKind;
import dev.cloister.image.tar.TarEntry;
import dev.cloister.image.tar.TarWriter;
import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.function.LongConsumer;

/// The whole tree as entries of an archive: each folder in front of what is in it, names in the order of
/// their bytes, the first name of a file with its content and all later ones as hard links to it.
public final class Flattened {
    private final Folder root;
    private final Spool spool;

    Flattened(Folder root, Spool spool) {
        this.root = root;
        this.spool = spool;
    }

    /// Bytes of content that {@link #writeTo} will write.
    public long contentBytes() {
        return contentBytes(root, new IdentityHashMap<>());
    }

    private static long contentBytes(Folder folder, IdentityHashMap<Leaf, Boolean> seen) {
        long sum = 0;
        for (Slot slot : folder.slots.values()) {
            sum += switch (slot.node()) {
                case Folder inner -> contentBytes(inner, seen);
                case Leaf leaf -> seen.put(leaf, true) == null ? leaf.sizeBytes() : 0;
            };
        }
        return sum;
    }

    /// Writes the tree below `base`, the path of its root without a slash at either end. `progress` is told
    /// the bytes of content written so far.
    public void writeTo(TarWriter out, String base, LongConsumer progress) throws IOException {
        new Writing(out, progress).folder(base, root);
    }

    private final class Writing {
        private final TarWriter out;
        private final LongConsumer progress;
        private final IdentityHashMap<Leaf, String> written = new IdentityHashMap<>();
        private long contentBytes;

        Writing(TarWriter out, LongConsumer progress) {
            this.out = out;
            this.progress = progress;
        }

        void folder(String path, Folder folder) throws IOException {
            out.add(TarEntry.folder(path + "/", folder.attributes));
            for (var entry : folder.slots.entrySet()) {
                String inner = path + "/" + entry.getKey();
                switch (entry.getValue().node()) {
                    case Folder child -> folder(inner, child);
                    case Leaf leaf -> leaf(inner, leaf);
                }
            }
        }

        private void leaf(String path, Leaf leaf) throws IOException {
            String first = written.putIfAbsent(leaf, path);
            if (first != null) {
                out.add(TarEntry.link(EntryKind.HARD_LINK, path, leaf.attributes(), first));
                return;
            }
            out.add(new TarEntry(
                    path,
                    leaf.kind(),
                    leaf.attributes(),
                    leaf.sizeBytes(),
                    leaf.linkTarget(),
                    leaf.major(),
                    leaf.minor()));
            if (leaf.sizeBytes() > 0) {
                spool.copy(leaf.contentOffset(), leaf.sizeBytes(), out);
                contentBytes += leaf.sizeBytes();
                progress.accept(contentBytes);
            }
        }
    }
}
