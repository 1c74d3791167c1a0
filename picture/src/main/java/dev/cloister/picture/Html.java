package dev.cloister.picture;

/// Markup being written: what is not ours goes through {@link #text}.
final class Html {
    private final StringBuilder out = new StringBuilder();

    /// Markup of ours, as it is.
    Html raw(String markup) {
        out.append(markup);
        return this;
    }

    /// Text of anybody's: markup becomes text, and characters that a reader would not see, or that would turn
    /// the direction of what follows, are written by their number.
    Html text(String text) {
        text.codePoints().forEach(this::character);
        return this;
    }

    Html element(String name, String text) {
        return raw("<" + name + ">").text(text).raw("</" + name + ">\n");
    }

    Html cell(String name, String text) {
        return raw("<" + name + ">").text(text).raw("</" + name + ">");
    }

    Html code(String text) {
        return raw("<td><code>").text(text).raw("</code></td>");
    }

    private void character(int c) {
        switch (c) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '"' -> out.append("&quot;");
            case '\'' -> out.append("&#39;");
            case '\n', '\t' -> out.append(' ');
            default -> {
                if (isVisible(c)) {
                    out.appendCodePoint(c);
                } else {
                    out.append(String.format("[U+%04X]", c));
                }
            }
        }
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
