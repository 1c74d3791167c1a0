package dev.cloister.image.flatten;

import dev.cloister.bytes.Malformed;
import dev.cloister.image.tar.Attributes;
import dev.cloister.image.tar.ByteText;
import dev.cloister.image.tar.Xattr;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// Which extended attributes an image keeps, and a count of those that it loses.
///
/// Kept: `security.capability` and `user.*`. Lost on purpose: `trusted.*` and `user.overlay.*`, to which
/// overlayfs in the guest would give a meaning; access lists (`system.posix_acl_*`), which squashfs cannot
/// hold; labels of security modules, which are of the machine that wrote them.
final class KeptXattrs {
    private final SortedMap<String, Long> lost = new TreeMap<>();
    private final Budget budget;

    KeptXattrs(Budget budget) {
        this.budget = budget;
    }

    Attributes filter(Attributes attributes, Function<String, Malformed> bad) throws Malformed {
        if (attributes.xattrs().isEmpty()) {
            return attributes;
        }
        List<Xattr> kept = new ArrayList<>();
        for (Xattr xattr : attributes.xattrs()) {
            if (isKept(xattr)) {
                budget.attribute(xattr, bad);
                kept.add(xattr);
            } else {
                lose(ByteText.shown(xattr.name()), bad);
            }
        }
        return attributes.withXattrs(kept);
    }

    private void lose(String shown, Function<String, Malformed> bad) throws Malformed {
        if (lost.merge(shown, 1L, Long::sum) == 1) {
            budget.metadata(Budget.ATTRIBUTE_BYTES + shown.length(), bad);
        }
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
