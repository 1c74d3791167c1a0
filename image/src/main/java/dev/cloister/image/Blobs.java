package dev.cloister.image;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.io.InputStream;

/// The files of an image, in a folder or in an archive. Paths are relative, with `/`.
interface Blobs extends AutoCloseable {
    boolean has(String path);

    /// Refuses a path that is not there.
    long size(String path) throws IOException, Malformed;

    InputStream open(String path) throws IOException, Malformed;

    /// The file's place for a sentence.
    String where(String path);

    @Override
    void close() throws IOException;

    /// A small file as a whole; a larger one than `max` is refused.
    default Bytes read(String path, int max) throws IOException, Malformed {
        long size = size(path);
        if (size > max) {
            throw new Malformed(where(path), "", -1, "has " + size + " bytes, at most " + max + " are read");
        }
        try (InputStream in = open(path)) {
            byte[] content = in.readNBytes(max);
            if (content.length != size) {
                throw new IOException(where(path) + " changed while it was read");
            }
            return Bytes.of(content);
        }
    }
}
