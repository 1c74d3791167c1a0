package dev.cloister.cli.bundle;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.Arrays;
import java.util.Map;

/// Reads a bundle from its start to its end. Once the manifest is read, every further byte but the files' own is known,
/// and those have digests: what is cut off, changed, added or in another order is refused.
public final class BundleReader implements AutoCloseable {
    static final String MANIFEST = "manifest";
    private static final String AGAIN = "; the bundle is damaged or was changed: get it again";

    private final String name;
    private final InputStream in;
    private final Hashing whole = new Hashing();
    private final Contents contents;
    private long offset;

    private BundleReader(Path bundle) throws IOException, Malformed {
        name = bundle.getFileName().toString();
        in = new DigestInputStream(
                new BufferedInputStream(Files.newInputStream(bundle), Hashing.BUFFER), whole.whole());
        try {
            contents = manifest();
        } catch (IOException | Malformed e) {
            in.close();
            throw e;
        }
    }

    public static BundleReader open(Path bundle) throws IOException, Malformed {
        if (Files.isDirectory(bundle)) {
            throw new IOException(bundle + " is a folder; name the file that `cloister bundle create` made");
        }
        return new BundleReader(bundle);
    }

    /// The name of a file in the archive.
    static String name(Bytes digest) {
        return "files/" + digest.hex();
    }

    public Contents contents() {
        return contents;
    }

    private Contents manifest() throws IOException, Malformed {
        byte[] header = in.readNBytes(TarHeader.BLOCK);
        long size = header.length < TarHeader.BLOCK ? -1 : TarHeader.size(header);
        if (size < 0 || size > Contents.MAX_BYTES || !Arrays.equals(header, TarHeader.of(MANIFEST, size))) {
            throw new Malformed(name, "", 0, "is not a bundle: it does not begin with a manifest");
        }
        offset = TarHeader.BLOCK;
        byte[] text = in.readNBytes((int) size);
        if (text.length < size) {
            throw cutOff(MANIFEST);
        }
        offset += size;
        expect(new byte[TarHeader.padding(size)], MANIFEST);
        return Contents.parse(text);
    }

    /// Takes the file with this SHA-256 to its place.
    public interface Shelf {
        Path place(Bytes digest) throws IOException;
    }

    /// Writes every file to where `shelf` says; none of it may be used before this has returned.
    ///
    /// @return the SHA-256 of the bundle
    public Bytes unpack(Shelf shelf, Progress progress) throws IOException, Malformed {
        Map<Bytes, Long> files = contents.files();
        long total = files.values().stream().mapToLong(Long::longValue).sum();
        long done = 0;
        for (Map.Entry<Bytes, Long> each : files.entrySet()) {
            String entry = name(each.getKey());
            long size = each.getValue();
            expect(TarHeader.of(entry, size), entry);
            Hashing hashing = new Hashing();
            try (OutputStream out = Files.newOutputStream(shelf.place(each.getKey()))) {
                long copied = hashing.copy(in, out, size);
                offset += copied;
                if (copied < size) {
                    throw cutOff(entry);
                }
            }
            if (!hashing.digest().equals(each.getKey())) {
                throw new Malformed(name, entry, offset - size, "has not the bytes that its name promises" + AGAIN);
            }
            expect(new byte[TarHeader.padding(size)], entry);
            done += size;
            progress.at(done, total);
        }
        expect(new byte[2 * TarHeader.BLOCK], "end");
        if (in.read() >= 0) {
            throw new Malformed(name, "end", offset, "has more behind its end" + AGAIN);
        }
        return whole.digest();
    }

    private void expect(byte[] wanted, String entry) throws IOException, Malformed {
        byte[] got = in.readNBytes(wanted.length);
        if (got.length < wanted.length) {
            throw cutOff(entry);
        }
        if (!Arrays.equals(got, wanted)) {
            throw new Malformed(name, entry, offset, "is not what the manifest says comes here" + AGAIN);
        }
        offset += wanted.length;
    }

    private Malformed cutOff(String entry) {
        return new Malformed(name, entry, offset, "is cut off" + AGAIN);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
