package dev.cloister.cli.measure;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.measure.VcpuType;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Numbers as AMD's documents and other tools write them. Empty where the text is none.
public final class Numbers {
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,18}");
    private static final Pattern HEX = Pattern.compile("0[xX][0-9a-fA-F]{1,16}");
    private static final Pattern PROCESSOR = Pattern.compile("[0-9]{1,3},[0-9]{1,3},[0-9]{1,2}");

    private Numbers() {}

    /// Decimal, or up to 64 bits as 0x and hex digits.
    public static Optional<Long> number(String text) {
        if (HEX.matcher(text).matches()) {
            return Optional.of(Long.parseUnsignedLong(text.substring(2), 16));
        }
        return DECIMAL.matcher(text).matches() ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    /// CPUID leaf 1, EAX: a number, or FAMILY,MODEL,STEPPING in decimal.
    public static Optional<Integer> vcpuSignature(String text) {
        if (PROCESSOR.matcher(text).matches()) {
            int[] parts = Arrays.stream(text.split(",", -1))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            try {
                return Optional.of(VcpuType.signature(parts[0], parts[1], parts[2]));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
        return number(text).filter(value -> value >= 0 && value <= 0xFFFF_FFFFL).map(Long::intValue);
    }

    /// Hex digits of either case for exactly this many bytes.
    public static Optional<Bytes> hex(String text, int length) {
        try {
            return Optional.of(Bytes.parseHex("option", "value", text.toLowerCase(Locale.ROOT)))
                    .filter(bytes -> bytes.length() == length);
        } catch (Malformed e) {
            return Optional.empty();
        }
    }
}
