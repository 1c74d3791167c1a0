package dev.cloister.cli.drill.sight;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// What comes out of a compressed stream: its beginning stays in memory, so that streams inside it can be opened; the
/// rest can be read once, in order. A stream that breaks off ends there.
final class Unpacked implements Content {
    private static final int MAX_HEAD = 1 << 25;

    private final byte[] head;
    private final int length;
    private final InputStream rest;
    private long next;

    private Unpacked(byte[] head, int length, InputStream rest) {
        this.head = head;
        this.length = length;
        this.rest = rest;
        this.next = length;
    }

    /// @throws IOException if nothing at all comes out
    static Unpacked of(InputStream in) throws IOException {
        byte[] head = new byte[1 << 12];
        int length = 0;
        int count = in.read(head, 0, head.length);
        while (count > 0) {
            length += count;
            if (length == head.length) {
                if (length == MAX_HEAD) break;
                head = Arrays.copyOf(head, 2 * length);
            }
            count = quietly(in, head, length, head.length - length);
        }
        return new Unpacked(head, length, in);
    }

    private static int quietly(InputStream in, byte[] into, int offset, int length) {
        try {
            return in.read(into, offset, length);
        } catch (IOException brokenOff) {
            return -1;
        }
    }

    @Override
    public int read(long at, byte[] into, int offset, int wanted) {
        if (at < length) {
            int count = (int) Math.min(wanted, length - at);
            System.arraycopy(head, (int) at, into, offset, count);
            return count;
        }
        if (at != next || length < MAX_HEAD) return -1;
        int count = quietly(rest, into, offset, wanted);
        next += Math.max(count, 0);
        return count;
    }
}
