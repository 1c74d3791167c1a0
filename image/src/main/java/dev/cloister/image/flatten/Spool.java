package dev.cloister.image.flatten;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/// Contents of files, one behind the other in a temporary file that has lost its name at once, so that no
/// crash leaves it behind.
final class Spool implements AutoCloseable {
    private static final int COPY_BLOCK = 1 << 16;

    private final FileChannel channel;
    private long end;

    /// In `folder`, which should be on a disk with room for the whole unpacked image.
    Spool(Path folder) throws IOException {
        Path file = Files.createTempFile(
                folder,
                "spool",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        channel = FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    /// Where the next content begins.
    long end() {
        return end;
    }

    /// Appends all that is written to it; closing does nothing.
    OutputStream appender() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] content, int from, int length) throws IOException {
                ByteBuffer buffer = ByteBuffer.wrap(content, from, length);
                while (buffer.hasRemaining()) {
                    end += channel.write(buffer, end);
                }
            }
        };
    }

    void copy(long offset, long size, OutputStream out) throws IOException {
        byte[] block = new byte[(int) Math.min(COPY_BLOCK, Math.max(1, size))];
        long done = 0;
        while (done < size) {
            int n = channel.read(ByteBuffer.wrap(block, 0, (int) Math.min(block.length, size - done)), offset + done);
            if (n < 0) {
                throw new IOException("the temporary file with the image's contents was cut off by another program");
            }
            out.write(block, 0, n);
            done += n;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
