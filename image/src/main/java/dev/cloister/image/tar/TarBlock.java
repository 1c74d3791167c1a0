package dev.cloister.image.tar;

import dev.cloister.bytes.Malformed;
import java.nio.charset.StandardCharsets;

/// One header block: the fields of POSIX `ustar` at their offsets, and its checksum.
final class TarBlock {
    static final int SIZE = 512;

    private static final int CHECKSUM_OFFSET = 148;
    private static final int CHECKSUM_SIZE = 8;

    private final String structure;
    private final long start;
    private final byte[] raw;

    /// `start` is the block's place in the stream, for errors.
    TarBlock(String structure, long start, byte[] raw) {
        this.structure = structure;
        this.start = start;
        this.raw = raw;
    }

    boolean isZero() {
        int any = 0;
        for (byte b : raw) {
            any |= b;
        }
        return any == 0;
    }

    /// The sum of all bytes with the checksum itself read as spaces. The bytes are unsigned, as POSIX says;
    /// the signed sum of some old programs is not taken, as it would let one flipped bit through.
    void checkSum() throws Malformed {
        long sum = 0;
        for (int i = 0; i < SIZE; i++) {
            boolean own = i >= CHECKSUM_OFFSET && i < CHECKSUM_OFFSET + CHECKSUM_SIZE;
            sum += own ? ' ' : raw[i] & 0xff;
        }
        long written = number("chksum", CHECKSUM_OFFSET, CHECKSUM_SIZE);
        if (written != sum) {
            throw bad("chksum", CHECKSUM_OFFSET, "is " + written + ", the header sums to " + sum);
        }
    }

    char typeFlag() {
        return (char) (raw[156] & 0xff);
    }

    /// `ustar` and a zero byte; GNU's own form has spaces there and no prefix.
    boolean isPosix() {
        return new String(raw, 257, 6, StandardCharsets.ISO_8859_1).equals("ustar\0");
    }

    boolean isStar() {
        return isPosix() && new String(raw, 508, 4, StandardCharsets.ISO_8859_1).equals("tar\0");
    }

    boolean hasDeviceNumbers() {
        return new String(raw, 257, 5, StandardCharsets.ISO_8859_1).equals("ustar");
    }

    /// Bytes up to the first zero byte.
    String text(int offset, int size) {
        int end = offset;
        while (end < offset + size && raw[end] != 0) {
            end++;
        }
        return new String(raw, offset, end - offset, StandardCharsets.ISO_8859_1);
    }

    /// Octal digits between spaces and zero bytes, or, with the first bit set, a big-endian two's complement
    /// number (GNU). An empty field is 0.
    long number(String field, int offset, int size) throws Malformed {
        return (raw[offset] & 0x80) != 0 ? binary(field, offset, size) : octal(field, offset, size);
    }

    private long binary(String field, int offset, int size) throws Malformed {
        boolean negative = (raw[offset] & 0x40) != 0;
        long value = negative ? -1 : 0;
        for (int i = 0; i < size; i++) {
            int b = raw[offset + i] & 0xff;
            if (i == 0) {
                b = negative ? b : b & 0x7f;
            }
            if (i < size - 8 ? b != (negative ? 0xff : 0) : i == size - 8 && (b >= 0x80) != negative) {
                throw bad(field, offset, "does not fit in 64 bits");
            }
            value = value << 8 | b;
        }
        return value;
    }

    private long octal(String field, int offset, int size) throws Malformed {
        int from = offset;
        int to = offset + size;
        while (from < to && isPadding(raw[from])) {
            from++;
        }
        while (to > from && isPadding(raw[to - 1])) {
            to--;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            if (raw[i] < '0' || raw[i] > '7') {
                throw bad(field, i, "must be octal digits, has 0x" + Integer.toHexString(raw[i] & 0xff));
            }
            value = value << 3 | raw[i] - '0';
        }
        return value;
    }

    private static boolean isPadding(byte b) {
        return b == 0 || b == ' ';
    }

    Malformed bad(String field, int offset, String message) {
        return new Malformed(structure, field, start + offset, message);
    }
}
