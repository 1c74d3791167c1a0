package dev.cloister.image.flatten;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.image.tar.Attributes;
import dev.cloister.image.tar.ByteText;
import dev.cloister.image.tar.EntryKind;
import dev.cloister.image.tar.TarEntry;
import dev.cloister.image.tar.TarReader;
import dev.cloister.image.tar.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Layers written in short, and the tree that they make as lines of text.
///
/// `a/` is a folder, `a=x` a file with the content x, `a->b` a symbolic and `a=>b` a hard link, any other
/// text an empty file; behind a space may stand an octal mode.
final class Layers {
    private Layers() {}

    static byte[] layer(String... entries) {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(archive)) {
            for (String entry : entries) {
                add(tar, entry);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return archive.toByteArray();
    }

    private static void add(TarWriter tar, String text) throws IOException {
        int space = text.indexOf(' ');
        String entry = ByteText.of(space < 0 ? text : text.substring(0, space));
        boolean folder = entry.endsWith("/");
        Attributes attributes =
                Attributes.ofRoot(space < 0 ? folder ? 0755 : 0644 : Integer.parseInt(text.substring(space + 1), 8));
        int arrow = entry.indexOf("->");
        int hard = entry.indexOf("=>");
        int equals = entry.indexOf('=');
        if (folder) {
            tar.add(TarEntry.folder(entry, attributes));
        } else if (arrow >= 0) {
            String target = entry.substring(arrow + 2);
            tar.add(TarEntry.link(EntryKind.SYMLINK, entry.substring(0, arrow), attributes, target));
        } else if (hard >= 0) {
            tar.add(TarEntry.link(
                    EntryKind.HARD_LINK, entry.substring(0, hard), attributes, entry.substring(hard + 2)));
        } else {
            String path = equals < 0 ? entry : entry.substring(0, equals);
            String content = equals < 0 ? "" : entry.substring(equals + 1);
            tar.addFile(path, attributes, Bytes.utf8(content));
        }
    }

    /// Lays the layers and reads back what comes out, the root left out.
    static List<String> flatten(Path folder, byte[]... layers) throws IOException, Malformed {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (Tree tree = tree(folder, layers);
                TarWriter out = new TarWriter(archive)) {
            tree.flattened().writeTo(out, "r", done -> {});
        }
        List<String> lines = new ArrayList<>();
        TarReader reader = new TarReader("flattened", new ByteArrayInputStream(archive.toByteArray()));
        for (Optional<TarEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
            lines.add(line(next.get(), reader));
        }
        return lines.subList(1, lines.size());
    }

    static Tree tree(Path folder, byte[]... layers) throws IOException, Malformed {
        Tree tree = new Tree(folder);
        int number = 0;
        for (byte[] layer : layers) {
            tree.lay("layer " + ++number, new TarReader("layer " + number, new ByteArrayInputStream(layer)));
        }
        return tree;
    }

    private static String line(TarEntry entry, TarReader reader) throws IOException, Malformed {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        reader.copyTo(content);
        String path = entry.path().substring(2);
        int usual = entry.kind() == EntryKind.FOLDER ? 0755 : 0644;
        int is = entry.attributes().mode();
        String mode = is == usual ? "" : " " + Integer.toOctalString(is);
        return switch (entry.kind()) {
            case FOLDER -> path + mode;
            case FILE -> path + (content.size() == 0 ? "" : "=" + content) + mode;
            case SYMLINK -> path + "->" + entry.linkTarget() + mode;
            case HARD_LINK -> path + "=>" + entry.linkTarget().substring(2);
            case CHARACTER_DEVICE -> path + " c " + entry.major() + ":" + entry.minor();
            case BLOCK_DEVICE -> path + " b " + entry.major() + ":" + entry.minor();
            case FIFO -> path + " p";
        };
    }
}
