package dev.cloister.workload;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Cursor;
import dev.cloister.bytes.Malformed;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// One gzip member (RFC 1952) without optional fields: nothing before it, nothing behind it, output bounded.
final class Gzip {
    static final int LEAST_BYTES = 20;
    private static final int HEADER_BYTES = 10;
    private static final int TRAILER_BYTES = 8;
    private static final int BLOCK_BYTES = 8192;

    private Gzip() {}

    /// Header with zero time and unknown system, so that equal text gives equal bytes.
    static byte[] deflate(byte[] text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff});
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try {
            deflater.setInput(text);
            deflater.finish();
            byte[] block = new byte[BLOCK_BYTES];
            while (!deflater.finished()) out.write(block, 0, deflater.deflate(block));
        } finally {
            deflater.end();
        }
        int crc = crc(text);
        for (int i = 0; i < 4; i++) out.write(crc >>> 8 * i);
        for (int i = 0; i < 4; i++) out.write(text.length >>> 8 * i);
        return out.toByteArray();
    }

    static Bytes inflate(String structure, byte[] gzip, int most) throws Malformed {
        Cursor in = Cursor.littleEndian(structure, gzip);
        if (in.u16("gzip.magic") != 0x8b1f) throw in.bad("gzip.magic", "is not a gzip stream");
        if (in.u8("gzip.method") != 8) throw in.bad("gzip.method", "must be 8 (deflate)");
        if (in.u8("gzip.flags") != 0) throw in.bad("gzip.flags", "optional fields are not understood");
        in.bytes("gzip.time, level and system", 6);
        int packed = in.remaining() - TRAILER_BYTES;
        in.bytes("gzip.deflate", packed);
        byte[] text = inflate(structure, gzip, packed, most);
        if (in.u32("gzip.crc") != (crc(text) & 0xffffffffL)) throw in.bad("gzip.crc", "does not fit the text");
        if (in.u32("gzip.size") != text.length) throw in.bad("gzip.size", "is not that of the text");
        in.end();
        return Bytes.of(text);
    }

    private static byte[] inflate(String structure, byte[] gzip, int packed, int most) throws Malformed {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(gzip, HEADER_BYTES, packed);
            byte[] out = new byte[BLOCK_BYTES];
            int length = 0;
            while (!inflater.finished()) {
                if (length == out.length) {
                    if (length > most) break;
                    out = Arrays.copyOf(out, Math.min(2 * length, most + 1));
                }
                int n = inflater.inflate(out, length, out.length - length);
                if (n == 0 && !inflater.finished()) throw new Malformed(structure, "gzip", -1, "stream is cut short");
                length += n;
            }
            if (length > most) throw new Malformed(structure, "gzip", -1, "text is longer than " + most + " bytes");
            if (inflater.getRemaining() != 0) throw new Malformed(structure, "gzip", -1, "bytes behind the stream");
            return Arrays.copyOf(out, length);
        } catch (DataFormatException e) {
            throw new Malformed(structure, "gzip", -1, "is not a deflate stream");
        } finally {
            inflater.end();
        }
    }

    private static int crc(byte[] text) {
        CRC32 crc = new CRC32();
        crc.update(text);
        return (int) crc.getValue();
    }
}
