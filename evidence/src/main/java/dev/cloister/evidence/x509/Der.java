package dev.cloister.evidence.x509;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Cursor;
import dev.cloister.bytes.Malformed;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/// Reads DER values one after the other (X.690): definite and shortest lengths only, nothing left over.
public final class Der {
    public static final int BOOLEAN = 0x01;
    public static final int INTEGER = 0x02;
    public static final int OCTET_STRING = 0x04;
    public static final int OBJECT_IDENTIFIER = 0x06;
    public static final int ENUMERATED = 0x0a;
    public static final int UTF8_STRING = 0x0c;
    public static final int PRINTABLE_STRING = 0x13;
    public static final int IA5_STRING = 0x16;
    public static final int SEQUENCE = 0x30;
    public static final int SET = 0x31;

    private final String structure;
    private final Cursor in;

    private Der(String structure, Cursor in) {
        this.structure = structure;
        this.in = in;
    }

    public static Der of(String structure, Bytes content) {
        return new Der(structure, Cursor.bigEndian(structure, content.array()));
    }

    public boolean hasMore() {
        return in.remaining() > 0;
    }

    public void end() throws Malformed {
        in.end();
    }

    /// Any value: its tag and its content.
    public record Value(int tag, Bytes content) {
        private static final int ONE_BYTE = 0x80;

        /// The whole of it: as lengths are the shortest only, there is one way to write it.
        public Bytes encoded() {
            int length = content.length();
            int size = length < ONE_BYTE ? 0 : (39 - Integer.numberOfLeadingZeros(length)) / 8;
            byte[] head = new byte[2 + size];
            head[0] = (byte) tag;
            head[1] = (byte) (size == 0 ? length : ONE_BYTE | size);
            for (int i = 0; i < size; i++) {
                head[2 + i] = (byte) (length >>> 8 * (size - 1 - i));
            }
            return Bytes.of(head).concat(content);
        }
    }

    public Value value(String field) throws Malformed {
        int tag = in.u8(field);
        if ((tag & 0x1f) == 0x1f) {
            throw in.bad(field, "tags of several bytes are not used here");
        }
        return new Value(tag, in.bytes(field, length(field)));
    }

    public Bytes content(String field, int tag) throws Malformed {
        Value value = value(field);
        if (value.tag != tag) {
            throw in.bad(field, "must have the DER tag 0x%02x, has 0x%02x".formatted(tag, value.tag));
        }
        return value.content;
    }

    /// The values inside of a SEQUENCE or SET.
    public Der inside(String field, int tag) throws Malformed {
        return of(structure + "." + field, content(field, tag));
    }

    /// A non-negative INTEGER up to `max`.
    public int integer(String field, int max) throws Malformed {
        BigInteger value = integer(field);
        if (value.signum() < 0 || value.compareTo(BigInteger.valueOf(max)) > 0) {
            throw in.bad(field, "must be from 0 to " + max + ", is " + value);
        }
        return value.intValue();
    }

    /// An INTEGER above 0.
    public BigInteger positive(String field) throws Malformed {
        BigInteger value = integer(field);
        if (value.signum() <= 0) {
            throw in.bad(field, "must be above 0");
        }
        return value;
    }

    private BigInteger integer(String field) throws Malformed {
        byte[] content = content(field, INTEGER).array();
        boolean padded =
                content.length > 1 && (content[0] == 0 && content[1] >= 0 || content[0] == -1 && content[1] < 0);
        if (content.length == 0 || padded) {
            throw in.bad(field, "an INTEGER must be written with the fewest bytes");
        }
        return new BigInteger(content);
    }

    public String ia5(String field) throws Malformed {
        return ascii(field, content(field, IA5_STRING));
    }

    String ascii(String field, Bytes content) throws Malformed {
        for (byte b : content.array()) {
            if (b < ' ' || b == 0x7f) {
                throw in.bad(field, "must be printable ASCII");
            }
        }
        return new String(content.array(), StandardCharsets.US_ASCII);
    }

    private int length(String field) throws Malformed {
        int first = in.u8(field);
        if (first < 0x80) {
            return first;
        }
        int size = first & 0x7f;
        if (size == 0 || size > 3) {
            throw in.bad(field, "a DER length must be definite and below 16 MiB");
        }
        int length = 0;
        for (int i = 0; i < size; i++) {
            length = length << 8 | in.u8(field);
        }
        if (length < 0x80 || length >>> 8 * (size - 1) == 0) {
            throw in.bad(field, "a DER length must be written with the fewest bytes");
        }
        return length;
    }
}
