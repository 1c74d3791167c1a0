package dev.cloister.bytes;

import java.util.Arrays;

/// Strict RFC 4648: one text for each byte string. Refused are white space, foreign characters, wrong padding
/// and bits set behind the last byte. Encoding is on {@link Bytes}.
public final class Base64s {
    private static final int[] STANDARD = values('+', '/');
    private static final int[] URL = values('-', '_');

    private Base64s() {}

    /// Section 5, without padding.
    public static Bytes decodeUrl(String structure, String field, String text) throws Malformed {
        return Bytes.of(url(structure, field, text));
    }

    /// Section 4, with padding.
    public static Bytes decodeStandard(String structure, String field, String text) throws Malformed {
        if (text.length() % 4 != 0) {
            throw new Malformed(structure, field, -1, "base64 must be padded to a multiple of 4 characters");
        }
        int end = text.length();
        while (end > text.length() - 2 && end > 0 && text.charAt(end - 1) == '=') {
            end--;
        }
        return Bytes.of(decode(structure, field, text, end, STANDARD));
    }

    /// The decoded bytes in an array that the caller owns and may wipe.
    static byte[] url(String structure, String field, String text) throws Malformed {
        return decode(structure, field, text, text.length(), URL);
    }

    private static byte[] decode(String structure, String field, String text, int end, int[] values) throws Malformed {
        if (end % 4 == 1) {
            throw new Malformed(structure, field, -1, "base64 cannot have " + end + " characters");
        }
        byte[] out = new byte[(int) (end * 3L / 4)];
        int whole = wholeGroups(text, end, values, out);
        int bits = 0;
        int held = 0;
        int length = whole / 4 * 3;
        for (int i = whole; i < end; i++) {
            char c = text.charAt(i);
            int value = c < values.length ? values[c] : -1;
            if (value < 0) {
                throw new Malformed(structure, field, -1, "not base64 at character " + (i + 1));
            }
            bits = bits << 6 | value;
            held += 6;
            if (held >= 8) {
                held -= 8;
                out[length++] = (byte) (bits >> held);
                bits &= (1 << held) - 1;
            }
        }
        if (bits != 0) {
            throw new Malformed(structure, field, -1, "base64 has bits set behind its last byte");
        }
        return out;
    }

    /// Decodes groups of four characters up to the last or the first that is none; returns where it ended.
    private static int wholeGroups(String text, int end, int[] values, byte[] out) {
        int length = 0;
        int at = 0;
        for (; at + 4 <= end; at += 4) {
            int value = group(text, at, values);
            if (value < 0) {
                return at;
            }
            out[length++] = (byte) (value >> 16);
            out[length++] = (byte) (value >> 8);
            out[length++] = (byte) value;
        }
        return at;
    }

    private static int group(String text, int at, int[] values) {
        char a = text.charAt(at);
        char b = text.charAt(at + 1);
        char c = text.charAt(at + 2);
        char d = text.charAt(at + 3);
        return (a | b | c | d) >= values.length ? -1 : values[a] << 18 | values[b] << 12 | values[c] << 6 | values[d];
    }

    private static int[] values(char sixtyTwo, char sixtyThree) {
        int[] values = new int[128];
        Arrays.fill(values, -1);
        for (int i = 0; i < 26; i++) {
            values['A' + i] = i;
            values['a' + i] = 26 + i;
        }
        for (int i = 0; i < 10; i++) {
            values['0' + i] = 52 + i;
        }
        values[sixtyTwo] = 62;
        values[sixtyThree] = 63;
        return values;
    }
}
