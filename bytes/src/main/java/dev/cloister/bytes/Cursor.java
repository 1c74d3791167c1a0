package dev.cloister.bytes;

/// Walks one wire format from its first byte to its last.
///
/// Each step names its field, so that a refusal says where: `SnpReport.report_data at 0x50: needs 64 bytes,
/// has 4`. Whoever parses ends with {@link #end}, which refuses leftovers. A nested structure is a cursor of
/// its own that cannot see its neighbours.
public final class Cursor {
    private final String structure;
    private final boolean bigEndian;
    private final byte[] raw;
    private final int start;
    private final int end;
    private int position;

    private Cursor(String structure, boolean bigEndian, byte[] raw, int start, int end) {
        this.structure = structure;
        this.bigEndian = bigEndian;
        this.raw = raw;
        this.start = start;
        this.end = end;
        this.position = start;
    }

    /// The array is read in place and must not change while the cursor is in use.
    public static Cursor littleEndian(String structure, byte[] raw) {
        return new Cursor(structure, false, raw, 0, raw.length);
    }

    /// The array is read in place and must not change while the cursor is in use.
    public static Cursor bigEndian(String structure, byte[] raw) {
        return new Cursor(structure, true, raw, 0, raw.length);
    }

    public int u8(String field) throws Malformed {
        return (int) integer(field, 1);
    }

    public int u16(String field) throws Malformed {
        return (int) integer(field, 2);
    }

    public long u32(String field) throws Malformed {
        return integer(field, 4);
    }

    /// All 64 bits; values from 2^63 on come out negative.
    public long u64(String field) throws Malformed {
        return integer(field, 8);
    }

    public Bytes bytes(String field, int length) throws Malformed {
        int from = take(field, length);
        return Bytes.of(raw, from, from + length);
    }

    /// A reserved field: read, and refused unless every byte is zero.
    public void zeros(String field, int length) throws Malformed {
        int from = take(field, length);
        for (int i = from; i < from + length; i++) {
            if (raw[i] != 0) {
                throw new Malformed(structure, field, i, "must be zero, is 0x" + Integer.toHexString(raw[i] & 0xff));
            }
        }
    }

    /// The next `length` bytes as a structure of their own, named `structure.field`; offsets in errors still
    /// count from the outermost start.
    public Cursor sub(String field, int length) throws Malformed {
        int from = take(field, length);
        return new Cursor(structure + "." + field, bigEndian, raw, from, from + length);
    }

    /// A part that the format points to: `length` bytes from `offset`, which counts from this structure's
    /// start. The cursor itself does not move. Both numbers come from the input and are checked here.
    public Cursor at(String field, long offset, long length) throws Malformed {
        int size = end - start;
        if (offset < 0 || length < 0 || offset > size || length > size - offset) {
            throw bad(
                    field,
                    "points to " + Long.toUnsignedString(length) + " bytes at " + Long.toUnsignedString(offset)
                            + ", outside of " + size + " bytes");
        }
        int from = start + (int) offset;
        return new Cursor(structure + "." + field, bigEndian, raw, from, from + (int) length);
    }

    /// Bytes walked so far, from this structure's start.
    public int offset() {
        return position - start;
    }

    public int remaining() {
        return end - position;
    }

    /// Nothing may be left over.
    public void end() throws Malformed {
        if (position != end) {
            throw new Malformed(structure, "", position, (end - position) + " bytes left over");
        }
    }

    /// For a check that the caller makes: the place named is where the cursor stands, behind what was read
    /// last.
    public Malformed bad(String field, String message) {
        return new Malformed(structure, field, position, message);
    }

    private long integer(String field, int size) throws Malformed {
        int from = take(field, size);
        long value = 0;
        for (int i = 0; i < size; i++) {
            int index = bigEndian ? from + i : from + size - 1 - i;
            value = value << 8 | raw[index] & 0xff;
        }
        return value;
    }

    private int take(String field, int length) throws Malformed {
        if (length < 0) {
            throw new IllegalArgumentException(structure + "." + field + " of " + length + " bytes");
        }
        if (length > end - position) {
            throw bad(field, "needs " + length + " bytes, has " + (end - position));
        }
        int from = position;
        position += length;
        return from;
    }
}
