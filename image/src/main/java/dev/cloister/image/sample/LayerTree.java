package dev.cloister.image.sample;

import dev.cloister.bytes.Bytes;
import dev.cloister.image.tar.Attributes;
import dev.cloister.image.tar.EntryKind;
import dev.cloister.image.tar.TarEntry;
import dev.cloister.image.tar.TarWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;

/// The files of a layer, whatever order they came in: written sorted by path, so a folder before what lies in it,
/// and unchanged since 1970. Paths have no slash at either end.
final class LayerTree {
    private final SortedMap<String, Node> nodes = new TreeMap<>();

    private record Node(TarEntry entry, Bytes content) {}

    void folder(String path, int mode) {
        put(path, TarEntry.folder(path + "/", Attributes.ofRoot(mode)), Bytes.EMPTY);
    }

    void file(String path, int mode, Bytes content) {
        put(path, TarEntry.file(path, Attributes.ofRoot(mode), content.length()), content);
    }

    void symlink(String path, String target) {
        put(path, TarEntry.link(EntryKind.SYMLINK, path, Attributes.ofRoot(0777), target), Bytes.EMPTY);
    }

    /// The later one wins.
    private void put(String path, TarEntry entry, Bytes content) {
        nodes.put(path, new Node(entry, content));
    }

    /// The layer, uncompressed.
    Bytes tar() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(bytes)) {
            for (Node node : nodes.values()) {
                tar.add(node.entry());
                tar.write(node.content().array(), 0, node.content().length());
            }
        }
        return Bytes.of(bytes.toByteArray());
    }
}
