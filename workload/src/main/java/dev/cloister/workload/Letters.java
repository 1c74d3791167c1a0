package dev.cloister.workload;

/// The characters that names are made of.
final class Letters {
    private Letters() {}

    static boolean isLetterOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigit(c);
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /// 1 to `most` characters, each an ASCII letter, a digit or one of `others`.
    static boolean consistsOf(String text, int most, String others) {
        if (text.isEmpty() || text.length() > most) return false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isLetterOrDigit(c) && others.indexOf(c) < 0) return false;
        }
        return true;
    }

    /// One component of a path that no program takes for something else: no separator, not hidden, not `..`.
    static boolean isFileName(String text) {
        return consistsOf(text, 128, "._-") && text.charAt(0) != '.' && text.charAt(0) != '-';
    }

    /// A DNS label: lower-case letters, digits and inner hyphens, at most 63.
    static boolean isLabel(String text) {
        if (!consistsOf(text, 63, "-") || text.charAt(0) == '-' || text.charAt(text.length() - 1) == '-') return false;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 'A' && text.charAt(i) <= 'Z') return false;
        }
        return true;
    }
}
