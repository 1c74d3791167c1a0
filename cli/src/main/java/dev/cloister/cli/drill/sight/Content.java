package dev.cloister.cli.drill.sight;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Bytes of a place, readable from anywhere on.
interface Content {
    /// @return how many were read; 0 or less at the end
    int read(long at, byte[] into, int offset, int length) throws IOException;

    /// A stretch of a file, or of a process's memory.
    static Content of(FileChannel channel, long from, long to) {
        return (at, into, offset, length) -> {
            long left = to - from - at;
            if (left <= 0) return -1;
            return channel.read(ByteBuffer.wrap(into, offset, (int) Math.min(length, left)), from + at);
        };
    }

    static Content of(byte[] bytes, int size) {
        return (at, into, offset, length) -> {
            int count = (int) Math.min(length, size - at);
            if (count <= 0) return -1;
            System.arraycopy(bytes, (int) at, into, offset, count);
            return count;
        };
    }

    default InputStream from(long start) {
        return new InputStream() {
            private long at = start;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) <= 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (length == 0) return 0;
                int count = Content.this.read(at, into, offset, length);
                at += Math.max(count, 0);
                return count <= 0 ? -1 : count;
            }
        };
    }
}
