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
        int i = 0;
        while (i < text.length()) {
            if (!Character.isSurrogate(text.charAt(i))) {
                i++;
            } else if (i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                i += 2;
            } else {
                return i;
            }
        }
        return -1;
    }

    @Override
    public String kind() {
        return "a text";
    }

    @Override
    public String toString() {
        return "JsonText(" + value.length() + " characters)";
    }
}
