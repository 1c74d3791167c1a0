package dev.cloister.workload;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Cursor;
import dev.cloister.bytes.Malformed;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The block device that carries init-data (specs initdata-and-workload-policy 1.2): `initdata`, length of
/// the gzip stream as u64 little-endian, the stream, zeros up to a multiple of 512.
///
/// The device is the host's. What [#decode] returns is only a text to be compared with the hardware's value.
public final class InitDataDevice {
    /// Longest device that is read; a reader takes one byte more and lets [#decode] refuse it.
    public static final int MAX_BYTES = 1024 * 1024 + 512;

    static final int MAX_GZIP_BYTES = 1024 * 1024;
    private static final String STRUCTURE = "init-data device";
    private static final Bytes MAGIC = Bytes.utf8("initdata");
    private static final int HEADER_BYTES = 16;
    private static final int SECTOR_BYTES = 512;

    private InitDataDevice() {}

    /// Whether a device that starts so claims to carry init-data.
    public static boolean hasMagic(byte[] start) {
        return start.length >= MAGIC.length()
                && Arrays.equals(start, 0, MAGIC.length(), MAGIC.array(), 0, MAGIC.length());
    }

    public static byte[] encode(InitData initData) {
        return encode(initData.text().getBytes(StandardCharsets.UTF_8));
    }

    /// Any text, right or wrong: what a host could attach.
    public static byte[] encode(byte[] text) {
        byte[] gzip = Gzip.deflate(text);
        if (gzip.length > MAX_GZIP_BYTES) throw new IllegalArgumentException("init-data is too long");
        int sectors = (HEADER_BYTES + gzip.length + SECTOR_BYTES - 1) / SECTOR_BYTES;
        byte[] device = Arrays.copyOf(MAGIC.array(), sectors * SECTOR_BYTES);
        for (int i = 0; i < 8; i++) device[8 + i] = (byte) ((long) gzip.length >>> 8 * i);
        System.arraycopy(gzip, 0, device, HEADER_BYTES, gzip.length);
        return device;
    }

    /// The text, not interpreted.
    ///
    /// @param device all of it, up to [#MAX_BYTES]
    public static Bytes decode(byte[] device) throws Malformed {
        if (device.length > MAX_BYTES) {
            throw new Malformed(STRUCTURE, "", -1, "is longer than " + MAX_BYTES + " bytes");
        }
        if (device.length % SECTOR_BYTES != 0) {
            throw new Malformed(STRUCTURE, "", -1, "length is not a multiple of " + SECTOR_BYTES);
        }
        Cursor in = Cursor.littleEndian(STRUCTURE, device);
        if (!in.bytes("magic", 8).equals(MAGIC)) throw in.bad("magic", "is not initdata");
        long length = in.u64("length");
        if (length < Gzip.LEAST_BYTES || length > MAX_GZIP_BYTES || length > in.remaining()) {
            throw in.bad(
                    "length",
                    "must be " + Gzip.LEAST_BYTES + " to " + MAX_GZIP_BYTES + " and fit the device, is "
                            + Long.toUnsignedString(length));
        }
        Bytes gzip = in.bytes("gzip", (int) length);
        in.zeros("padding", in.remaining());
        in.end();
        return Gzip.inflate(STRUCTURE, gzip.array(), InitData.MAX_TEXT_BYTES);
    }
}
