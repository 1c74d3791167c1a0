package dev.cloister.machine;

/// Lines of the serial console, made harmless: a guest may write anything, and people's terminals show it.
final class ConsoleText {

    /// Longest line that is kept, in characters.
    static final int MAX_LINE = 512;

    private ConsoleText() {}

    /// Without terminal sequences (ESC `[` … letter) and control characters, cut to [#MAX_LINE].
    static String clean(String line) {
        StringBuilder clean = new StringBuilder();
        int i = 0;
        while (i < line.length() && clean.length() < MAX_LINE) {
            char c = line.charAt(i++);
            if (c == 0x1B) {
                i = endOfSequence(line, i);
            } else if (c >= ' ' && c != 0x7F && !(c >= 0x80 && c < 0xA0)) {
                clean.append(c);
            }
        }
        return clean.toString().strip();
    }

    private static int endOfSequence(String line, int start) {
        int i = start;
        if (i < line.length() && line.charAt(i) == '[') {
            i++;
            while (i < line.length() && (line.charAt(i) < '@' || line.charAt(i) > '~')) {
                i++;
            }
        }
        return Math.min(i + 1, line.length());
    }
}
