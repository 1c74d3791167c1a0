package dev.cloister.picture;

import java.util.ArrayList;
import java.util.List;

/// Text of anybody's as lines of a drawing, which no browser folds. How wide it will be is not known, as fonts are
/// the reader's: what is wide in the widest of the usual ones (DejaVu, Verdana) is taken.
enum Fold {
    /// Usual text, at 12.5.
    TEXT(12.5),
    /// Bold, at 12.5.
    BOLD(12.5 * 1.12),
    /// Bold, at 14.
    NAME(14 * 1.12),
    /// All letters of one width, at 12.5.
    CODE(12.5);

    /// More of one text is not drawn.
    private static final int MAX_LINES = 8;

    private final double em;

    Fold(double em) {
        this.em = em;
    }

    /// At blanks where there are some, anywhere else where there are none; what goes on of code is indented. At
    /// least one line.
    ///
    /// @param room how wide a line may be
    List<String> lines(String text, int room) {
        List<String> lines = new ArrayList<>();
        String rest = Html.visible(text);
        while (width(rest) > room && lines.size() < MAX_LINES - 1) {
            int most = fitting(rest, room);
            int blank = rest.lastIndexOf(' ', most);
            int end = blank > most / 2 ? blank : most;
            lines.add(rest.substring(0, end));
            rest = (this == CODE ? "  " : "") + rest.substring(end).strip();
        }
        lines.add(cut(rest, room));
        return lines;
    }

    /// In one line; what is left out is an ellipsis.
    String cut(String text, int room) {
        String visible = Html.visible(text);
        return width(visible) <= room ? visible : visible.substring(0, fitting(visible, room - em)) + "…";
    }

    /// How many chars of it fit; never half a character.
    private int fitting(String text, double room) {
        double used = 0;
        int at = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            used += width(c);
            if (used > room) {
                break;
            }
            at += Character.charCount(c);
        }
        return at;
    }

    private double width(String text) {
        return text.codePoints().mapToDouble(this::width).sum();
    }

    private double width(int c) {
        if (c >= 0x1100 && (c < 0x2000 || c > 0x2e7f)) {
            return em * 1.25; // Hangul and beyond, and pictures
        }
        return this == CODE ? em * 0.61 : em * widthOfLatin(c);
    }

    private static double widthOfLatin(int c) {
        if ("mwMW@%…—".indexOf(c) >= 0) return 1;
        if (Character.isUpperCase(c)) return 0.78;
        if (Character.isDigit(c)) return 0.64;
        if (" .,:;'()[]/-iljtfr".indexOf(c) >= 0) return 0.42;
        return Character.isLetter(c) ? 0.63 : 0.84;
    }
}
