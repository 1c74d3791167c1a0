package dev.cloister.image;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;
import java.util.zip.ZipException;

/// A layer's content on its way out of its blob, hashed twice: packed, against the manifest, and unpacked,
/// against the config; one hash serves both where the layer is not packed. Nothing may be believed about the
/// content before {@link #finish} has returned.
final class LayerInput implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final String where;
    private final Layer layer;
    private final Measured packed;
    private final Measured unpacked;

    /// `progress` is told the bytes of the blob read so far.
    LayerInput(Blobs blobs, Layer layer, LongConsumer progress) throws IOException, Malformed {
        this.where = blobs.where(layer.path());
        this.layer = layer;
        InputStream raw = new BufferedInputStream(blobs.open(layer.path()), BUFFER);
        Compression compression = Compression.of(raw);
        this.packed = new Measured(raw, layer.sizeBytes(), progress);
        try {
            this.unpacked = compression == Compression.NONE
                    ? packed
                    : new Measured(
                            compression.unpack(new BufferedInputStream(packed, BUFFER)),
                            Limits.LAYER_UNPACKED_BYTES,
                            n -> {});
        } catch (IOException e) {
            if (!Compression.isBroken(e)) {
                packed.close();
                throw e;
            }
            requireIntact();
            packed.close();
            throw new Malformed(where, "", -1, "does not unpack: " + e.getMessage());
        }
    }

    InputStream unpacked() {
        return unpacked;
    }

    /// Reads what is left and holds both digests against what the image says.
    void finish() throws IOException, Malformed {
        unpacked.drain();
        requireIntact();
        Bytes got = unpacked.digest.soFar();
        if (!got.equals(layer.diffId())) {
            throw new Malformed(
                    where, "", -1, "unpacks to sha256:" + got + ", its config says sha256:" + layer.diffId());
        }
    }

    /// Refuses a blob whose bytes are not those that the manifest names, which explains every other error in
    /// it.
    void requireIntact() throws IOException, Malformed {
        packed.drain();
        if (packed.count != layer.sizeBytes()) {
            throw new Malformed(where, "", -1, "ended after " + packed.count + " of " + layer.sizeBytes() + " bytes");
        }
        if (layer.blobDigest().isEmpty()) {
            return;
        }
        Bytes got = packed.digest.soFar();
        if (!got.equals(layer.blobDigest())) {
            throw new Malformed(
                    where,
                    "",
                    -1,
                    "is corrupt: it hashes to sha256:" + got + ", the manifest says sha256:" + layer.blobDigest());
        }
    }

    @Override
    public void close() throws IOException {
        unpacked.close();
    }

    private static final class Measured extends FilterInputStream {
        private final RunningSha256 digest = new RunningSha256();
        private final long max;
        private final LongConsumer progress;
        private long count;

        Measured(InputStream in, long max, LongConsumer progress) {
            super(in);
            this.max = max;
            this.progress = progress;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int n = super.read(into, from, length);
            if (n > 0) {
                count += n;
                if (count > max) {
                    throw new ZipException("more than " + max + " bytes");
                }
                digest.add(into, from, n);
                progress.accept(count);
            }
            return n;
        }

        @Override
        public long skip(long n) {
            throw new IllegalStateException("skipped bytes would not be hashed");
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        void drain() throws IOException {
            byte[] block = new byte[1 << 16];
            while (read(block, 0, block.length) >= 0) {
                // hashed by reading
            }
        }
    }
}
