package dev.cloister.image.flatten;

import dev.cloister.image.tar.Attributes;
import dev.cloister.image.tar.ByteText;
import dev.cloister.image.tar.Xattr;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which extended attributes an image keeps, and a count of those that it loses.
///
/// Kept: `security.capability` and `user.*`. Lost on purpose: `trusted.*` and `user.overlay.*`, to which overlayfs in
/// the guest would give a meaning; access lists (`system.posix_acl_*`), which squashfs cannot hold; labels of security
/// modules, which are of the machine that wrote them.
final class KeptXattrs {
    private final SortedMap<String, Long> lost = new TreeMap<>();

    Attributes filter(Attributes attributes) {
        if (attributes.xattrs().isEmpty()) {
            return attributes;
        }
        List<Xattr> kept =
                attributes.xattrs().stream().filter(KeptXattrs::isKept).toList();
        attributes.xattrs().stream()
                .filter(xattr -> !isKept(xattr))
                .forEach(xattr -> lost.merge(ByteText.shown(xattr.name()), 1L, Long::sum));
        return attributes.withXattrs(kept);
    }

    List<DroppedXattr> dropped() {
        return lost.entrySet().stream()
                .map(entry -> new DroppedXattr(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static boolean isKept(Xattr xattr) {
        String name = xattr.name();
        return name.equals("security.capability")
                || name.startsWith("user.") && name.length() > 5 && !name.startsWith("user.overlay.");
    }
}
