package dev.cloister.image;

import dev.cloister.bytes.Malformed;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.ZipException;

/// The content of an archive that may be compressed, and how much of it is read.
///
/// @param maxBytes of unpacked content; more is malformed
/// @param freeBytes left on the disk that it is unpacked to; less is out of reach
record Unpacked(Path file, long maxBytes, long freeBytes) {
    private static final int BLOCK = 1 << 16;

    /// Bytes between two looks at the disk.
    private static final long STEP = 64L << 20;

    static Unpacked of(Path file) {
        return new Unpacked(file, Limits.ARCHIVE_UNPACKED_BYTES, Limits.FREE_BYTES);
    }

    /// The content from its beginning, unpacked as far as it is read and kept nowhere.
    InputStream stream() throws IOException, Malformed {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), BLOCK);
        try {
            Compression compression = Compression.of(in);
            return compression == Compression.NONE ? in : new Bounded(compression.unpack(in), maxBytes);
        } catch (IOException e) {
            in.close();
            throw broken(e);
        }
    }

    /// The content in a file: itself, or an unnamed temporary one on the disk of `folder`, or of the nearest folder
    /// above it that exists.
    FileChannel channel(Path folder) throws IOException, Malformed {
        try (InputStream in = stream()) {
            return in instanceof Bounded ? unpack(in, existing(folder)) : FileChannel.open(file);
        }
    }

    private static Path existing(Path folder) {
        Path existing = folder.toAbsolutePath();
        while (existing.getParent() != null && !Files.isDirectory(existing)) {
            existing = existing.getParent();
        }
        return existing;
    }

    private FileChannel unpack(InputStream in, Path folder) throws IOException, Malformed {
        Path temp = Files.createTempFile(folder, ".cloister-archive", ".tar");
        FileChannel channel = FileChannel.open(
                temp, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        try {
            FileStore disk = Files.getFileStore(folder);
            requireRoom(disk, folder);
            byte[] block = new byte[BLOCK];
            long next = STEP;
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                for (ByteBuffer left = ByteBuffer.wrap(block, 0, n); left.hasRemaining(); ) {
                    channel.write(left);
                }
                if (channel.position() >= next) {
                    requireRoom(disk, folder);
                    next += STEP;
                }
            }
            return channel;
        } catch (IOException e) {
            channel.close();
            throw broken(e);
        }
    }

    private void requireRoom(FileStore disk, Path folder) throws IOException {
        long free = disk.getUsableSpace();
        if (free < freeBytes) {
            throw new IOException("unpacking " + file + " leaves " + free + " bytes free in " + folder
                    + ", less than the " + freeBytes + " that must stay free");
        }
    }

    private IOException broken(IOException e) throws Malformed {
        if (Compression.isBroken(e)) {
            throw new Malformed(file.toString(), "", -1, "does not unpack: " + e.getMessage());
        }
        return e;
    }

    private static final class Bounded extends FilterInputStream {
        private final long maxBytes;
        private long left;

        Bounded(InputStream in, long maxBytes) {
            super(in);
            this.maxBytes = maxBytes;
            this.left = maxBytes;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int n = super.read(into, from, length);
            left -= Math.max(0, n);
            if (left < 0) {
                throw new ZipException("has more than " + maxBytes + " bytes unpacked");
            }
            return n;
        }

        @Override
        public long skip(long n) {
            throw new IllegalStateException("skipped bytes would not be counted");
        }
    }
}
