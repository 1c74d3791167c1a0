package dev.cloister.cli.bundle;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/// The header of one file in a tar archive (POSIX.1-1988, ustar), with nothing left to choose: rights 0644, owner 0,
/// time
/// 0. So a reader who knows name and size knows all 512 bytes.
final class TarHeader {
    static final int BLOCK = 512;

    private static final int NAME = 0;
    private static final int MODE = 100;
    private static final int UID = 108;
    private static final int GID = 116;
    private static final int SIZE = 124;
    private static final int SIZE_DIGITS = 11;
    private static final int TIME = 136;
    private static final int CHECKSUM = 148;
    private static final int TYPE = 156;
    private static final int MAGIC = 257;

    private TarHeader() {}

    /// @param name up to 100 ASCII characters
    /// @param size bytes, less than 8 GiB
    static byte[] of(String name, long size) {
        byte[] header = new byte[BLOCK];
        put(header, NAME, name);
        put(header, MODE, "0000644\0");
        put(header, UID, "0000000\0");
        put(header, GID, "0000000\0");
        put(header, SIZE, String.format(Locale.ROOT, "%0" + SIZE_DIGITS + "o\0", size));
        put(header, TIME, "00000000000\0");
        header[TYPE] = '0';
        put(header, MAGIC, "ustar\00000");
        Arrays.fill(header, CHECKSUM, CHECKSUM + 8, (byte) ' ');
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xff;
        }
        put(header, CHECKSUM, String.format(Locale.ROOT, "%06o\0 ", sum));
        return header;
    }

    /// What a header says of its file's size, or -1 where it says none.
    static long size(byte[] header) {
        String digits = new String(header, SIZE, SIZE_DIGITS, StandardCharsets.US_ASCII);
        return digits.matches("[0-7]+") ? Long.parseLong(digits, 8) : -1;
    }

    /// Zeros that follow a file of this size.
    static int padding(long size) {
        return (int) ((BLOCK - size % BLOCK) % BLOCK);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
