package dev.cloister.picture;

/// Markup being written: what is not ours goes through {@link #text}.
final class Html {
    /// Of one value; the file `proof.json` has all of it.
    private static final int MAX_SHOWN = 4000;

    private final StringBuilder out = new StringBuilder();

    /// Markup of ours, as it is.
    Html raw(String markup) {
        out.append(markup);
        return this;
    }

    /// Text of anybody's: markup becomes text, and what [#visible] says.
    Html text(String text) {
        visible(text).codePoints().forEach(this::character);
        return this;
    }

    /// The same characters, or their number where nobody would see them or they would turn the text around.
    static String visible(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c == '\n' || c == '\t') {
                out.append(' ');
            } else if (isVisible(c)) {
                out.appendCodePoint(c);
            } else {
                out.append(String.format("[U+%04X]", c));
            }
        });
        return out.toString();
    }

    Html element(String name, String text) {
        return raw("<" + name + ">").text(text).raw("</" + name + ">\n");
    }

    Html cell(String name, String text) {
        return raw("<" + name + ">").text(text).raw("</" + name + ">");
    }

    /// The beginning of a text that is too long for a page.
    static String cut(String text) {
        return text.length() <= MAX_SHOWN
                ? text
                : text.substring(0, MAX_SHOWN) + "… (cut, " + text.length() + " characters)";
    }

    private void character(int c) {
        switch (c) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '"' -> out.append("&quot;");
            case '\'' -> out.append("&#39;");
            default -> out.appendCodePoint(c);
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
