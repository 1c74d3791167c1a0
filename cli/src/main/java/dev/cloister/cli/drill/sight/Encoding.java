package dev.cloister.cli.drill.sight;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// How bytes may be written down.
public enum Encoding {
    RAW,
    BASE64,
    BASE64URL,
    HEX,
    UTF_16;

    private static final int CHARACTER_BITS = 6;

    /// Everything that stands somewhere in a longer text so encoded if these bytes stand in what it encodes.
    List<byte[]> of(byte[] piece) {
        return switch (this) {
            case RAW -> List.of(piece.clone());
            case BASE64 -> base64(Base64.getEncoder(), piece);
            case BASE64URL -> base64(Base64.getUrlEncoder(), piece);
            case HEX -> hex(piece);
            case UTF_16 -> List.of(wide(piece, 0), wide(piece, 1)); // little-endian, big-endian
        };
    }

    /// Three, as the piece may begin at any of three places of a group; each without the characters that its
    /// neighbours have a part in.
    private static List<byte[]> base64(Base64.Encoder encoder, byte[] piece) {
        List<byte[]> all = new ArrayList<>();
        for (int before = 0; before < 3; before++) {
            byte[] shifted = new byte[before + piece.length];
            System.arraycopy(piece, 0, shifted, before, piece.length);
            byte[] text = encoder.withoutPadding().encode(shifted);
            int from = (before * 8 + CHARACTER_BITS - 1) / CHARACTER_BITS;
            int to = shifted.length * 8 / CHARACTER_BITS;
            all.add(Arrays.copyOfRange(text, from, to));
        }
        return all;
    }

    private static List<byte[]> hex(byte[] piece) {
        String lower = HexFormat.of().formatHex(piece);
        return List.of(
                lower.getBytes(StandardCharsets.US_ASCII),
                lower.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] wide(byte[] piece, int at) {
        byte[] text = new byte[2 * piece.length];
        for (int i = 0; i < piece.length; i++) text[2 * i + at] = piece[i];
        return text;
    }
}
