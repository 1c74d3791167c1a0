package dev.cloister.image.flatten;

import dev.cloister.bytes.Malformed;
import dev.cloister.image.flatten.Node.Folder;
import dev.cloister.image.flatten.Node.Leaf;
import dev.cloister.image.flatten.Node.Slot;
import dev.cloister.image.tar.Attributes;
import dev.cloister.image.tar.ByteText;
import dev.cloister.image.tar.EntryKind;
import dev.cloister.image.tar.TarEntry;
import dev.cloister.image.tar.TarReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The file system that layers make when each is laid over those before it.
///
/// Whiteouts hide only what lower layers have, in whatever order a layer lists its entries. A hard link
/// shares the file that its target names at that moment, from this layer or a lower one, and keeps it when
/// the target goes. An entry replaces what had its name, except that a folder laid over a folder keeps what
/// is in it. Symbolic links on the way to an entry are followed inside the tree, as container runtimes do.
public final class Tree implements AutoCloseable {
    static final int MAX_LINK_TARGET_BYTES = 4095;
    static final long MAX_ENTRIES = 4_000_000;
    static final long MAX_CONTENT_BYTES = 256L << 30;

    private final Folder root = new Folder();
    private final Spool spool;
    private final Budget budget;
    private final KeptXattrs xattrs;
    private long entries;
    private int layer;

    /// Contents go to a temporary file in `folder` until the tree is closed.
    public Tree(Path folder) throws IOException {
        this(folder, new Budget());
    }

    Tree(Path folder, Budget budget) throws IOException {
        this.spool = new Spool(folder);
        this.budget = budget;
        this.xattrs = new KeptXattrs(budget);
    }

    /// Lays all entries of one more layer over the tree; `structure` names it in errors.
    public void lay(String structure, TarReader reader) throws IOException, Malformed {
        layer++;
        for (Optional<TarEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
            new Laying(structure, reader.offset()).lay(entry.get(), reader);
        }
    }

    /// What was in the layers and is not in the tree, by name of the attribute.
    public List<DroppedXattr> droppedXattrs() {
        return xattrs.dropped();
    }

    /// The finished tree, to be written out.
    public Flattened flattened() {
        return new Flattened(root, spool);
    }

    @Override
    public void close() throws IOException {
        spool.close();
    }

    /// One entry on its way into the tree; errors name the layer and the entry.
    private final class Laying {
        private final String structure;
        private final long offset;
        private String shown = "";

        Laying(String structure, long offset) {
            this.structure = structure;
            this.offset = offset;
        }

        void lay(TarEntry entry, TarReader reader) throws IOException, Malformed {
            shown = ByteText.shown(entry.path());
            if (++entries > MAX_ENTRIES) {
                throw bad("is one entry more than the " + MAX_ENTRIES + " that an image may have");
            }
            TreePath path = path(entry.path());
            if (path.whiteoutOnTheWay().isPresent()) {
                throw bad("lies in a folder whose name is reserved for whiteouts");
            }
            if (path.isRoot()) {
                layRoot(entry);
                return;
            }
            switch (Whiteout.of(path.last())) {
                case Whiteout.None none -> place(path, entry, reader);
                case Whiteout.Opaque opaque -> {
                    requireEmptyFile(entry);
                    find(path.parent()).ifPresent(Tree.this::hideLower);
                }
                case Whiteout.Hides hides -> {
                    requireEmptyFile(entry);
                    find(path.parent()).ifPresent(folder -> hideLower(folder, hides.name()));
                }
                case Whiteout.Unknown unknown -> throw bad("is a whiteout of an unknown kind");
            }
        }

        private void layRoot(TarEntry entry) throws Malformed {
            if (entry.kind() != EntryKind.FOLDER) {
                throw bad("has the place of the root and is not a folder");
            }
            root.attributes = xattrs.filter(entry.attributes(), this::bad);
        }

        private void place(TreePath path, TarEntry entry, TarReader reader) throws IOException, Malformed {
            Folder parent = walk().make(path.parent().names());
            String name = path.last();
            Slot before = parent.slots.get(name);
            budget.node(name, this::bad);
            if (entry.kind() == EntryKind.FOLDER) {
                Folder folder = before != null && before.node() instanceof Folder kept ? kept : new Folder();
                folder.attributes = xattrs.filter(entry.attributes(), this::bad);
                parent.slots.put(name, new Slot(folder, layer));
                return;
            }
            Leaf leaf = entry.kind() == EntryKind.HARD_LINK ? target(path, entry) : leaf(entry, reader);
            parent.slots.put(name, new Slot(leaf, layer));
        }

        /// The file that a hard link shares. Its own attributes say the same as its target's and are not
        /// looked at.
        private Leaf target(TreePath link, TarEntry entry) throws Malformed {
            String shownTarget = ByteText.shown(entry.linkTarget());
            TreePath path = path(entry.linkTarget());
            if (path.isRoot() || path.equals(link)) {
                throw bad("is a hard link to itself or to the root");
            }
            Optional<Folder> folder = find(path.parent());
            Slot slot = folder.isEmpty() ? null : folder.get().slots.get(path.last());
            if (slot == null) {
                throw bad("is a hard link to " + shownTarget + ", which is in no layer so far");
            }
            return switch (slot.node()) {
                case Leaf leaf -> leaf;
                case Folder other -> throw bad("is a hard link to " + shownTarget + ", which is a folder");
            };
        }

        private Leaf leaf(TarEntry entry, TarReader reader) throws IOException, Malformed {
            if (entry.linkTarget().length() > MAX_LINK_TARGET_BYTES) {
                throw bad("has a link target of more than " + MAX_LINK_TARGET_BYTES + " bytes");
            }
            if (entry.kind() == EntryKind.CHARACTER_DEVICE && entry.major() == 0 && entry.minor() == 0) {
                throw bad("is the character device 0:0, which overlayfs takes for a whiteout");
            }
            long contentOffset = spool.end();
            if (entry.sizeBytes() > MAX_CONTENT_BYTES - contentOffset) {
                throw bad("exceeds the " + MAX_CONTENT_BYTES + " bytes of content that an image may have");
            }
            reader.copyTo(spool.appender());
            budget.metadata(entry.linkTarget().length(), this::bad);
            Attributes kept = xattrs.filter(entry.attributes(), this::bad);
            return new Leaf(
                    entry.kind(),
                    kept,
                    contentOffset,
                    entry.sizeBytes(),
                    entry.linkTarget(),
                    entry.major(),
                    entry.minor());
        }

        private Optional<Folder> find(TreePath folder) throws Malformed {
            return walk().find(folder.names());
        }

        private Walk walk() {
            return new Walk(root, layer, budget, this::bad);
        }

        private TreePath path(String byteText) throws Malformed {
            return switch (TreePath.parse(byteText)) {
                case TreePath.Parsed.Path path -> path.path();
                case TreePath.Parsed.Not not -> throw bad(not.reason());
            };
        }

        private void requireEmptyFile(TarEntry entry) throws Malformed {
            if (entry.kind() != EntryKind.FILE || entry.sizeBytes() != 0) {
                throw bad("has the name of a whiteout and is not an empty file");
            }
        }

        private Malformed bad(String message) {
            return new Malformed(structure, "", offset, "entry " + shown + " " + message);
        }
    }

    private void hideLower(Folder folder) {
        List.copyOf(folder.slots.keySet()).forEach(name -> hideLower(folder, name));
    }

    /// Takes away what lower layers have under the name. A folder with something of this layer in it stays,
    /// as new as that: with the attributes of this layer, or none.
    private void hideLower(Folder parent, String name) {
        Slot slot = parent.slots.get(name);
        if (slot == null) {
            return;
        }
        switch (slot.node()) {
            case Leaf leaf -> {
                if (slot.layer() < layer) {
                    parent.slots.remove(name);
                }
            }
            case Folder folder -> {
                hideLower(folder);
                if (slot.layer() == layer) {
                    return;
                }
                if (folder.slots.isEmpty()) {
                    parent.slots.remove(name);
                } else {
                    folder.attributes = new Folder().attributes;
                    parent.slots.put(name, new Slot(folder, layer));
                }
            }
        }
    }
}
