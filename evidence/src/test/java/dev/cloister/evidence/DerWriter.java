package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// As much DER as a made-up certificate needs.
public final class DerWriter {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private DerWriter() {}

    public static Bytes value(int tag, Bytes content) {
        int length = content.length();
        String head = length < 0x80
                ? "%02x%02x".formatted(tag, length)
                : length < 0x100 ? "%02x81%02x".formatted(tag, length) : "%02x82%04x".formatted(tag, length);
        return Bytes.hex(head).concat(content);
    }

    public static Bytes join(Bytes... parts) {
        Bytes all = Bytes.EMPTY;
        for (Bytes part : parts) {
            all = all.concat(part);
        }
        return all;
    }

    public static Bytes sequence(Bytes... parts) {
        return value(0x30, join(parts));
    }

    public static Bytes set(Bytes... parts) {
        return value(0x31, join(parts));
    }

    public static Bytes integer(long number) {
        return value(0x02, Bytes.of(BigInteger.valueOf(number).toByteArray()));
    }

    public static Bytes ia5(String text) {
        return value(0x16, Bytes.utf8(text));
    }

    public static Bytes utf8(String text) {
        return value(0x0c, Bytes.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    public static Bytes octets(Bytes content) {
        return value(0x04, content);
    }

    public static Bytes bits(Bytes content) {
        return value(0x03, Bytes.hex("00").concat(content));
    }

    public static Bytes yes() {
        return Bytes.hex("0101ff");
    }

    public static Bytes time(Instant time) {
        return value(0x18, Bytes.utf8(TIME.format(time)));
    }

    public static Bytes oid(String text) {
        String[] arcs = text.split("\\.", -1);
        Bytes content = base128(Integer.parseInt(arcs[0]) * 40L + Integer.parseInt(arcs[1]));
        for (int i = 2; i < arcs.length; i++) {
            content = content.concat(base128(Long.parseLong(arcs[i])));
        }
        return value(0x06, content);
    }

    private static Bytes base128(long arc) {
        Bytes out = Bytes.hex("%02x".formatted(arc & 0x7f));
        for (long rest = arc >>> 7; rest > 0; rest >>>= 7) {
            out = Bytes.hex("%02x".formatted(rest & 0x7f | 0x80)).concat(out);
        }
        return out;
    }
}
