package dev.cloister.image.tar;

import java.util.Comparator;
import java.util.List;

/// Who owns a file, what may be done with it, and when it changed. Extended attributes are sorted by name, so
/// that equal attributes are written as equal bytes.
///
/// @param mode the low twelve bits of `st_mode`
/// @param mtimeSeconds since 1970; what 32 unsigned bits cannot hold is brought to the nearest value that they can,
///     as squashfs has no more, and fractions are cut
public record Attributes(int mode, long uid, long gid, long mtimeSeconds, List<Xattr> xattrs) {
    /// One less than the value that means "no user".
    static final long MAX_ID = 0xffff_fffeL;

    private static final long MAX_MTIME = 0xffff_ffffL;

    public Attributes {
        if ((mode & ~07777) != 0) {
            throw new IllegalArgumentException("mode " + Integer.toOctalString(mode));
        }
        if (uid < 0 || uid > MAX_ID || gid < 0 || gid > MAX_ID) {
            throw new IllegalArgumentException("owner " + uid + ":" + gid);
        }
        mtimeSeconds = Math.clamp(mtimeSeconds, 0L, MAX_MTIME);
        xattrs = xattrs.stream().sorted(Comparator.comparing(Xattr::name)).toList();
    }

    /// Owned by root, unchanged since 1970.
    public static Attributes ofRoot(int mode) {
        return new Attributes(mode, 0, 0, 0, List.of());
    }

    public Attributes withXattrs(List<Xattr> others) {
        return new Attributes(mode, uid, gid, mtimeSeconds, others);
    }
}
