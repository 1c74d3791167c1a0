package dev.cloister.image.tar;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Names of files as byte strings: each character of such a string is one byte.
public final class ByteText {
    private ByteText() {}

    /// From a text of ours.
    public static String of(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    static byte[] bytes(String byteText) {
        return byteText.getBytes(StandardCharsets.ISO_8859_1);
    }

    /// For a sentence: read as UTF-8 where it is UTF-8, cut to 200 characters, control characters as `\x0a`.
    public static String shown(String byteText) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(byteText)))
                    .toString();
        } catch (CharacterCodingException e) {
            text = byteText;
        }
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length() && shown.length() < 200; i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)) {
                shown.append(String.format("\\x%02x", (int) c));
            } else {
                shown.append(c);
            }
        }
        return text.isEmpty() ? "(empty)" : shown.toString();
    }
}
