package dev.cloister.image.tar;

import dev.cloister.bytes.Malformed;
import java.nio.charset.StandardCharsets;

/// What headers in front of an entry have said about it: pax records, GNU's long name and long link target.
final class Pending {
    private final String structure;
    private PaxRecords pax;
    private boolean hasPax;
    private String longName = "";
    private String longLink = "";

    Pending(String structure) {
        this.structure = structure;
        this.pax = PaxRecords.none(structure);
    }

    void pax(PaxRecords records, long offset) throws Malformed {
        if (hasPax) {
            throw new Malformed(structure, "pax", offset, "two extended headers for one entry");
        }
        hasPax = true;
        pax = records;
    }

    void longName(byte[] content, long offset) throws Malformed {
        longName = longText(longName, content, offset);
    }

    void longLink(byte[] content, long offset) throws Malformed {
        longLink = longText(longLink, content, offset);
    }

    void requireNone(long offset) throws Malformed {
        if (hasPax || !longName.isEmpty() || !longLink.isEmpty()) {
            throw new Malformed(structure, "header", offset, "an extended header is followed by no entry");
        }
    }

    /// The entry that `block` describes together with what came before.
    TarEntry entry(TarBlock block) throws Malformed {
        String path = path(block);
        EntryKind kind = kind(block, path);
        long size = pax.number("size", block.number("size", 124, 12));
        if (size < 0) {
            throw block.bad("size", 124, "is negative");
        }
        if (kind != EntryKind.FILE && size != 0) {
            throw block.bad(
                    "size", 124, "only files have content, this is a " + name(kind) + " with " + size + " bytes");
        }
        boolean link = kind == EntryKind.HARD_LINK || kind == EntryKind.SYMLINK;
        String target = link ? linkTarget(block) : "";
        int major = kind.isDevice() ? device(block, "SCHILY.devmajor", "devmajor", 329, 0xfff) : 0;
        int minor = kind.isDevice() ? device(block, "SCHILY.devminor", "devminor", 337, 0xfffff) : 0;
        return new TarEntry(path, kind, attributes(block), size, target, major, minor);
    }

    private String path(TarBlock block) throws Malformed {
        String path = block.text(0, 100);
        String prefix = block.isPosix() ? block.text(345, 155) : "";
        String whole = prefix.isEmpty() ? path : prefix + "/" + path;
        return pax.text("path", longName.isEmpty() ? whole : longName);
    }

    private String linkTarget(TarBlock block) throws Malformed {
        String target = pax.text("linkpath", longLink.isEmpty() ? block.text(157, 100) : longLink);
        if (target.isEmpty()) {
            throw block.bad("linkname", 157, "a link needs a target");
        }
        return target;
    }

    private Attributes attributes(TarBlock block) throws Malformed {
        int mode = (int) (block.number("mode", 100, 8) & 07777);
        long uid = id(block, "uid", 108);
        long gid = id(block, "gid", 116);
        long mtime = pax.seconds("mtime", block.number("mtime", 136, 12));
        return new Attributes(mode, uid, gid, mtime, pax.xattrs());
    }

    private long id(TarBlock block, String field, int offset) throws Malformed {
        long id = pax.number(field, block.number(field, offset, 8));
        if (id < 0 || id > Attributes.MAX_ID) {
            throw block.bad(field, offset, "must be from 0 to " + Attributes.MAX_ID + ", is " + id);
        }
        return id;
    }

    private int device(TarBlock block, String keyword, String field, int offset, int max) throws Malformed {
        long number = pax.number(keyword, block.hasDeviceNumbers() ? block.number(field, offset, 8) : 0);
        if (number < 0 || number > max) {
            throw block.bad(field, offset, "must be from 0 to " + max + ", is " + number);
        }
        return (int) number;
    }

    private static EntryKind kind(TarBlock block, String path) throws Malformed {
        return switch (block.typeFlag()) {
            case '\0', '0', '7' -> path.endsWith("/") ? EntryKind.FOLDER : EntryKind.FILE;
            case '1' -> EntryKind.HARD_LINK;
            case '2' -> EntryKind.SYMLINK;
            case '3' -> EntryKind.CHARACTER_DEVICE;
            case '4' -> EntryKind.BLOCK_DEVICE;
            case '5' -> EntryKind.FOLDER;
            case '6' -> EntryKind.FIFO;
            case 'S' -> throw block.bad("typeflag", 156, "sparse files are not read: write the layer without them");
            default ->
                throw block.bad(
                        "typeflag",
                        156,
                        "unknown type 0x" + Integer.toHexString(block.typeFlag()) + " of entry "
                                + ByteText.shown(path));
        };
    }

    private static String name(EntryKind kind) {
        return kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }

    private String longText(String before, byte[] content, long offset) throws Malformed {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        String name = text.endsWith("\0") ? text.substring(0, text.length() - 1) : text;
        if (!before.isEmpty() || name.isEmpty() || name.indexOf('\0') >= 0) {
            throw new Malformed(structure, "long name", offset, "must come once, have content and no zero byte in it");
        }
        return name;
    }
}
