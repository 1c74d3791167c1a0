package dev.cloister.agent.container;

import dev.cloister.bytes.Malformed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Who the container's first process is: numbers from the image's `USER` text, with names looked up in the
/// image's own `/etc/passwd` and `/etc/group`, by Docker's rules.
///
/// @param groups supplementary ones
record Account(long uid, long gid, List<Long> groups, String home) {
    private static final String STRUCTURE = "User";

    /// Docker's bound, 2^31 - 1.
    private static final long MAX_ID = Integer.MAX_VALUE;

    private static final int UID = 2;
    private static final int GID = 3;
    private static final int HOME = 5;
    private static final int MEMBERS = 3;

    Account {
        groups = List.copyOf(groups);
    }

    /// `user` is empty (root), `USER` or `USER:GROUP`, each a name or a number. A number needs no entry; a name
    /// does. The supplementary groups are those that list the user, unless a group is named.
    static Account find(String user, String passwd, String group) throws Malformed {
        int colon = user.indexOf(':');
        String who = colon < 0 ? user : user.substring(0, colon);
        String wantedGroup = colon < 0 ? "" : user.substring(colon + 1);
        String wanted = who.isEmpty() ? "0" : who;
        Optional<String[]> entry = entry(passwd, wanted, UID);
        long uid;
        if (entry.isPresent()) {
            uid = id(entry.get()[UID]);
        } else if (isNumber(wanted)) {
            uid = id(wanted);
        } else {
            throw new Malformed(STRUCTURE, "", -1, "names a user that the image's /etc/passwd does not have");
        }
        String primary = entry.isPresent() ? field(entry.get(), GID) : "";
        long gid = isNumber(primary) ? id(primary) : 0;
        String home = entry.isPresent() ? field(entry.get(), HOME) : "";
        List<Long> groups = List.of();
        if (!wantedGroup.isEmpty()) {
            gid = groupId(group, wantedGroup);
        } else if (entry.isPresent()) {
            groups = groupsOf(group, entry.get()[0]);
        }
        return new Account(uid, gid, groups, home.isEmpty() ? "/" : home);
    }

    private static long groupId(String group, String wanted) throws Malformed {
        Optional<String[]> entry = entry(group, wanted, UID);
        if (entry.isPresent()) {
            return id(entry.get()[UID]);
        }
        if (isNumber(wanted)) {
            return id(wanted);
        }
        throw new Malformed(STRUCTURE, "", -1, "names a group that the image's /etc/group does not have");
    }

    private static List<Long> groupsOf(String group, String name) throws Malformed {
        List<Long> groups = new ArrayList<>();
        for (String[] entry : entries(group)) {
            if (lists(field(entry, MEMBERS), name)) {
                groups.add(id(entry[UID]));
            }
        }
        return groups;
    }

    private static boolean lists(String members, String name) {
        int from = 0;
        while (from <= members.length()) {
            int comma = members.indexOf(',', from);
            int to = comma < 0 ? members.length() : comma;
            if (to - from == name.length() && members.startsWith(name, from)) {
                return true;
            }
            from = to + 1;
        }
        return false;
    }

    /// The first entry whose number (a number is wanted) or name (anything else) is `wanted`.
    private static Optional<String[]> entry(String file, String wanted, int number) {
        for (String[] entry : entries(file)) {
            boolean same = isNumber(wanted)
                    ? Long.parseLong(entry[number]) == Long.parseLong(wanted)
                    : entry[0].equals(wanted);
            if (same) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    /// The lines that have a name, a password and a number, split at the colons; all others say nothing.
    private static List<String[]> entries(String file) {
        List<String[]> entries = new ArrayList<>();
        int from = 0;
        while (from < file.length()) {
            int feed = file.indexOf('\n', from);
            int to = feed < 0 ? file.length() : feed;
            String[] entry = split(file.substring(from, to).strip());
            if (entry.length > UID && !entry[0].isEmpty() && isNumber(entry[UID])) {
                entries.add(entry);
            }
            from = to + 1;
        }
        return entries;
    }

    private static String[] split(String line) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int colon = line.indexOf(':'); colon >= 0; colon = line.indexOf(':', from)) {
            parts.add(line.substring(from, colon));
            from = colon + 1;
        }
        parts.add(line.substring(from));
        return parts.toArray(new String[0]);
    }

    private static String field(String[] entry, int index) {
        return index < entry.length ? entry[index] : "";
    }

    private static boolean isNumber(String text) {
        if (text.isEmpty() || text.length() > 10) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static long id(String number) throws Malformed {
        long id = isNumber(number) ? Long.parseLong(number) : -1;
        if (id < 0 || id > MAX_ID) {
            throw new Malformed(STRUCTURE, "", -1, "has a number beyond " + MAX_ID);
        }
        return id;
    }
}
