package dev.cloister.bytes;

/// A string of Unicode scalar values.
public record JsonText(String value) implements Json {
    public JsonText {
        requireScalars(value);
    }

    static void requireScalars(String text) {
        if (loneSurrogate(text) >= 0) {
            throw new IllegalArgumentException("JSON text with a lone surrogate");
        }
    }

    /// The index of the first surrogate without its partner, or -1.
    static int loneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isSurrogate(text.charAt(i))) {
                continue;
            }
            boolean pair = i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
            if (!pair) {
                return i;
            }
            i++;
        }
        return -1;
    }

    @Override
    public String toString() {
        return "JsonText(" + value.length() + " characters)";
    }
}
