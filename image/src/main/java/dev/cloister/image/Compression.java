package dev.cloister.image;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// How a layer or an archive is packed, told by its first bytes as container runtimes do, and not by its
/// media type.
enum Compression {
    NONE,
    GZIP,
    ZSTD;

    private static final int BUFFER = 1 << 16;

    /// Looks at the first four bytes of a stream that can be reset, and puts them back.
    static Compression of(InputStream in) throws IOException {
        in.mark(4);
        byte[] magic = in.readNBytes(4);
        in.reset();
        if (magic.length >= 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b) {
            return GZIP;
        }
        boolean zstd = magic.length == 4
                && (magic[0] & 0xff) == 0x28
                && (magic[1] & 0xff) == 0xb5
                && (magic[2] & 0xff) == 0x2f
                && (magic[3] & 0xff) == 0xfd;
        return zstd ? ZSTD : NONE;
    }

    /// The content. What does not unpack ends in a {@link ZipException} or an {@link EOFException}, whatever
    /// packed it.
    InputStream unpack(InputStream in) throws IOException {
        return switch (this) {
            case NONE -> in;
            case GZIP -> new GZIPInputStream(in, BUFFER);
            case ZSTD -> new Zstd(in);
        };
    }

    static boolean isBroken(IOException e) {
        return e instanceof ZipException || e instanceof EOFException;
    }

    private static final class Zstd extends FilterInputStream {
        Zstd(InputStream in) throws IOException {
            super(new ZstdInputStream(in));
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            try {
                return super.read(into, from, length);
            } catch (ZstdIOException e) {
                throw (IOException) new ZipException(String.valueOf(e.getMessage())).initCause(e);
            }
        }
    }
}
