package dev.cloister.evidence.ratls;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Cursor;
import dev.cloister.bytes.Malformed;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Reads CBOR items one after the other (RFC 8949), as far as RA-TLS uses it: definite lengths only, nothing
/// left over. Heads may be longer than they need be, as some encoders write them.
final class Cbor {
    /// Of what is passed over.
    private static final int MAX_DEPTH = 8;

    private static final int UNSIGNED = 0;
    private static final int NEGATIVE = 1;
    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int ARRAY = 4;
    private static final int MAP = 5;
    private static final int TAG = 6;
    private static final int FALSE = 20;
    private static final int UNDEFINED = 23;
    private static final int ONE_BYTE = 24;
    private static final int TWO_BYTES = 25;
    private static final int FOUR_BYTES = 26;
    private static final int EIGHT_BYTES = 27;
    private static final int FIRST_OF_ONE_BYTE = 32;

    private final Cursor in;

    private Cbor(Cursor in) {
        this.in = in;
    }

    static Cbor of(String structure, Bytes content) {
        return new Cbor(Cursor.bigEndian(structure, content.array()));
    }

    /// What an item begins with: its major type, the low bits of its first byte, and the number that those
    /// stand for; of a number from 2^63 on only that it is below zero here.
    private record Head(int type, int low, long number) {}

    private Head head(String field) throws Malformed {
        int first = in.u8(field);
        int low = first & 0x1f;
        long number = switch (low) {
            case ONE_BYTE -> in.u8(field);
            case TWO_BYTES -> in.u16(field);
            case FOUR_BYTES -> in.u32(field);
            case EIGHT_BYTES -> in.u64(field);
            default -> low;
        };
        if (low > EIGHT_BYTES) {
            throw in.bad(field, "must have a definite length");
        }
        return new Head(first >> 5, low, number);
    }

    private long number(String field, int type, String wanted) throws Malformed {
        Head head = head(field);
        if (head.type != type) {
            throw in.bad(field, "must be " + wanted + ", has the CBOR type " + head.type);
        }
        return head.number;
    }

    /// Negative for one from 2^63 on.
    long tag(String field) throws Malformed {
        return number(field, TAG, "tagged");
    }

    /// An array of exactly so many items.
    void array(String field, int length) throws Malformed {
        long found = number(field, ARRAY, "an array");
        if (found != length) {
            throw in.bad(field, "must have " + length + " items, has " + Long.toUnsignedString(found));
        }
    }

    /// How many pairs follow; each takes two bytes at least.
    int map(String field) throws Malformed {
        return count(field, number(field, MAP, "a map"), 2);
    }

    /// Negative for one from 2^63 on.
    long unsigned(String field) throws Malformed {
        return number(field, UNSIGNED, "an unsigned number");
    }

    Bytes bytes(String field) throws Malformed {
        return content(field, number(field, BYTES, "a byte string"));
    }

    String text(String field) throws Malformed {
        return text(field, number(field, TEXT, "a text"));
    }

    private String text(String field, long length) throws Malformed {
        Bytes content = content(field, length);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content.array()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw in.bad(field, "must be UTF-8");
        }
    }

    private Bytes content(String field, long length) throws Malformed {
        return in.bytes(field, count(field, length, 1));
    }

    /// Of things that take so many bytes each, which must be there.
    private int count(String field, long number, int size) throws Malformed {
        if (number < 0 || number > in.remaining() / size) {
            throw in.bad(
                    field,
                    "says " + Long.toUnsignedString(number) + " of " + size + " bytes each, and " + in.remaining()
                            + " bytes are left");
        }
        return (int) number;
    }

    /// Passes over one item, whatever it is.
    void skip(String field) throws Malformed {
        skip(field, 0);
    }

    private void skip(String field, int depth) throws Malformed {
        if (depth > MAX_DEPTH) {
            throw in.bad(field, "is nested deeper than " + MAX_DEPTH);
        }
        Head head = head(field);
        switch (head.type) {
            case UNSIGNED, NEGATIVE -> {}
            case BYTES -> content(field, head.number);
            case TEXT -> text(field, head.number);
            case ARRAY -> skip(field, count(field, head.number, 1), depth);
            case MAP -> skip(field, 2 * count(field, head.number, 2), depth);
            case TAG -> skip(field, depth + 1);
            default -> simple(field, head);
        }
    }

    private void skip(String field, int items, int depth) throws Malformed {
        for (int i = 0; i < items; i++) {
            skip(field, depth + 1);
        }
    }

    /// RFC 8949 section 3.3: false, true, null, undefined, one byte from 32 on, and three sizes of floats.
    private void simple(String field, Head head) throws Malformed {
        boolean known = head.low >= FALSE && head.low <= UNDEFINED
                || head.low == ONE_BYTE && head.number >= FIRST_OF_ONE_BYTE
                || head.low >= TWO_BYTES;
        if (!known) {
            throw in.bad(field, "is no known simple value");
        }
    }

    Malformed bad(String field, String problem) {
        return in.bad(field, problem);
    }

    void end() throws Malformed {
        in.end();
    }
}
