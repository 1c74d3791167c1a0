package dev.cloister.image.tar;

/// One entry of an archive, without its content. Path and link target are strings of ISO 8859-1, as the
/// package says.
///
/// @param path as written, with neither leading nor trailing slash removed
/// @param sizeBytes 0 for everything but a file
/// @param linkTarget empty for everything but the two kinds of link
/// @param major 0 for everything but a device
public record TarEntry(
        String path, EntryKind kind, Attributes attributes, long sizeBytes, String linkTarget, int major, int minor) {
    public TarEntry {
        if (kind != EntryKind.FILE && sizeBytes != 0) {
            throw new IllegalArgumentException(kind + " with content");
        }
    }

    public static TarEntry folder(String path, Attributes attributes) {
        return new TarEntry(path, EntryKind.FOLDER, attributes, 0, "", 0, 0);
    }

    public static TarEntry file(String path, Attributes attributes, long sizeBytes) {
        return new TarEntry(path, EntryKind.FILE, attributes, sizeBytes, "", 0, 0);
    }

    public static TarEntry link(EntryKind kind, String path, Attributes attributes, String target) {
        return new TarEntry(path, kind, attributes, 0, target, 0, 0);
    }
}
