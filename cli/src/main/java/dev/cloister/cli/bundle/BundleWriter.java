package dev.cloister.cli.bundle;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.Map;
import java.util.Objects;

/// Writes a bundle: manifest, then each file once, in the manifest's order.
public final class BundleWriter {
    private BundleWriter() {}

    /// @param sources where the bytes of each digest lie
    /// @return the SHA-256 of the bundle
    public static Bytes write(Path bundle, Contents contents, Map<Bytes, Path> sources, Progress progress)
            throws IOException, Malformed {
        Map<Bytes, Long> files = contents.files();
        long total = files.values().stream().mapToLong(Long::longValue).sum();
        Hashing hashing = new Hashing();
        try (OutputStream file = Files.newOutputStream(bundle);
                OutputStream out =
                        new BufferedOutputStream(new DigestOutputStream(file, hashing.whole()), Hashing.BUFFER)) {
            byte[] manifest = contents.text();
            if (manifest.length > Contents.MAX_BYTES) {
                throw new Malformed(Contents.STRUCTURE, "", -1, "is longer than " + Contents.MAX_BYTES + " bytes");
            }
            entry(out, BundleReader.MANIFEST, manifest);
            long done = 0;
            for (Map.Entry<Bytes, Long> each : files.entrySet()) {
                Path source = Objects.requireNonNull(sources.get(each.getKey()));
                out.write(TarHeader.of(BundleReader.name(each.getKey()), each.getValue()));
                copy(source, each.getKey(), each.getValue(), out);
                done += each.getValue();
                progress.at(done, total);
            }
            out.write(new byte[2 * TarHeader.BLOCK]);
        }
        return hashing.digest();
    }

    private static void entry(OutputStream out, String name, byte[] content) throws IOException {
        out.write(TarHeader.of(name, content.length));
        out.write(content);
        out.write(new byte[TarHeader.padding(content.length)]);
    }

    private static void copy(Path source, Bytes digest, long size, OutputStream out) throws IOException {
        Hashing hashing = new Hashing();
        try (InputStream in = Files.newInputStream(source)) {
            long copied = hashing.copy(in, out, size);
            if (copied != size || in.read() >= 0 || !hashing.digest().equals(digest)) {
                throw new IOException(source + " has changed while the bundle was made; make it again");
            }
        }
        out.write(new byte[TarHeader.padding(size)]);
    }
}
