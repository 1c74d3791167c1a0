package dev.cloister.image;

import dev.cloister.bytes.Malformed;
import dev.cloister.image.tar.EntryKind;
import dev.cloister.image.tar.TarEntry;
import dev.cloister.image.tar.TarReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// An image in one tar file, which may be compressed; then it is unpacked to an unnamed temporary file first.
///
/// Old versions of `docker save` write a layer that occurs twice as a symbolic link to the first.
final class ArchiveBlobs implements Blobs {
    private static final int MAX_LINKS = 8;

    private sealed interface Member {
        record Content(long offset, long size) implements Member {}

        record Link(String path) implements Member {}
    }

    private final Path file;
    private final FileChannel channel;
    private final Map<String, Member> members = new HashMap<>();

    private ArchiveBlobs(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /// What is compressed is unpacked into `folder`.
    static ArchiveBlobs open(Path file, Path folder) throws IOException, Malformed {
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(file + ": no such file");
        }
        return open(Unpacked.of(file), folder);
    }

    static ArchiveBlobs open(Unpacked unpacked, Path folder) throws IOException, Malformed {
        ArchiveBlobs blobs = new ArchiveBlobs(unpacked.file(), unpacked.channel(folder));
        try {
            blobs.index();
            return blobs;
        } catch (IOException | Malformed e) {
            blobs.close();
            throw e;
        }
    }

    /// Whether one of the names is in the archive's top folder: the first in their order that is. Reads no further
    /// than the first name, unpacks nothing to the disk.
    static Optional<String> first(Path file, List<String> names) throws IOException, Malformed {
        Set<String> found = new HashSet<>();
        try (InputStream in = Unpacked.of(file).stream()) {
            TarReader reader = new TarReader(file.toString(), in);
            for (Optional<TarEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                String path = normal(next.get().path());
                if (next.get().kind() != EntryKind.FOLDER && names.contains(path)) {
                    found.add(path);
                }
                if (found.contains(names.getFirst())) {
                    break;
                }
            }
        }
        return names.stream().filter(found::contains).findFirst();
    }

    private void index() throws IOException, Malformed {
        TarReader reader = new TarReader(file.toString(), new BufferedInputStream(new Part(0, channel.size())));
        for (Optional<TarEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
            TarEntry entry = next.get();
            requireShort(entry.path(), reader);
            requireShort(entry.linkTarget(), reader);
            String path = normal(entry.path());
            if (entry.kind() == EntryKind.FILE) {
                members.put(path, new Member.Content(reader.offset(), entry.sizeBytes()));
            } else if (entry.kind() == EntryKind.SYMLINK) {
                members.put(path, new Member.Link(normal(path + "/../" + entry.linkTarget())));
            } else if (entry.kind() == EntryKind.HARD_LINK) {
                members.put(path, new Member.Link(normal(entry.linkTarget())));
            }
            if (members.size() > Limits.ARCHIVE_ENTRIES) {
                throw new Malformed(file.toString(), "", -1, "has more than " + Limits.ARCHIVE_ENTRIES + " entries");
            }
        }
    }

    private void requireShort(String path, TarReader reader) throws Malformed {
        if (path.length() > Limits.ARCHIVE_PATH_BYTES) {
            throw new Malformed(
                    file.toString(),
                    "",
                    reader.offset(),
                    "has an entry whose path or target is longer than " + Limits.ARCHIVE_PATH_BYTES + " bytes");
        }
    }

    /// By its names alone, whatever bytes these have.
    private static String normal(String path) {
        Deque<String> names = new ArrayDeque<>();
        for (String name : path.split("/", -1)) {
            if (name.equals("..")) {
                names.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return String.join("/", names);
    }

    private Optional<Member.Content> content(String path) {
        Member member = members.get(normal(path));
        for (int i = 0; i < MAX_LINKS && member instanceof Member.Link link; i++) {
            member = members.get(link.path());
        }
        return member instanceof Member.Content content ? Optional.of(content) : Optional.empty();
    }

    private Member.Content present(String path) throws Malformed {
        return content(path).orElseThrow(() -> new Malformed(where(path), "", -1, "is missing from the image"));
    }

    @Override
    public boolean has(String path) {
        return content(path).isPresent();
    }

    @Override
    public long size(String path) throws Malformed {
        return present(path).size();
    }

    @Override
    public InputStream open(String path) throws Malformed {
        Member.Content content = present(path);
        return new Part(content.offset(), content.size());
    }

    @Override
    public String where(String path) {
        return file + "!" + path;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /// A stretch of the archive; reading does not move the channel.
    private final class Part extends InputStream {
        private long at;
        private final long end;

        Part(long offset, long size) {
            this.at = offset;
            this.end = offset + size;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (at >= end && length > 0) {
                return -1;
            }
            int n = channel.read(ByteBuffer.wrap(into, from, (int) Math.min(length, end - at)), at);
            at += Math.max(0, n);
            return n;
        }

        @Override
        public int available() {
            return (int) Math.min(Integer.MAX_VALUE, end - at);
        }
    }
}
