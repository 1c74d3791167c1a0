package dev.cloister.bytes;

/// What others sent, as it may stand in a sentence: cut, so that it stays one, and without control
/// characters.
public final class Excerpt {
    /// Characters of a quoted value.
    public static final int QUOTED = 80;

    private Excerpt() {}

    /// The first 80 characters.
    public static String of(String text) {
        return of(text, QUOTED);
    }

    /// The first `most` characters; `…` as the last of them says that more was there. No surrogate pair is
    /// parted.
    public static String of(String text, int most) {
        String cut = text;
        if (text.length() > most) {
            int end = most - 1;
            if (Character.isHighSurrogate(text.charAt(end - 1))) {
                end--;
            }
            cut = text.substring(0, end) + "…";
        }
        StringBuilder shown = new StringBuilder(cut.length());
        for (int i = 0; i < cut.length(); i++) {
            char c = cut.charAt(i);
            shown.append(Character.isISOControl(c) ? '\ufffd' : c);
        }
        return shown.toString();
    }
}
