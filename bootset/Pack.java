import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A packer whose output depends on nothing but names and contents, so that two builds of the boot set are equal and
/// its launch measurement can be foretold. Used by `stage/initrd` only.
///
///     Pack ROOT OUT SECONDS   a kernel initrd ("newc") out of a folder, all times set to SECONDS
public final class Pack {

    private Pack() {}

    public static void main(String[] args) throws IOException {
        try (Cpio cpio = new Cpio(Path.of(args[1]), Long.parseLong(args[2]))) {
            cpio.addAll(Path.of(args[0]));
        }
    }

    /// The format is the kernel's `Documentation/driver-api/early-userspace/buffer-format.rst`: a header of thirteen
    /// 8-digit hexadecimal numbers after the magic, name and content each padded to 4 bytes. Owner 0:0, one link each,
    /// inodes by position; modes are those of the files, which the caller has set.
    private static final class Cpio implements AutoCloseable {
        private static final int FOLDER = 0x4000, FILE = 0x8000, LINK = 0xa000;

        private final OutputStream out;
        private final long seconds;
        private long written;
        private int inode;

        Cpio(Path file, long seconds) throws IOException {
            this.out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
            this.seconds = seconds;
        }

        void addAll(Path root) throws IOException {
            List<Path> paths;
            try (Stream<Path> walk = Files.walk(root)) {
                paths = walk.filter(path -> !path.equals(root))
                        .sorted(Comparator.comparing(path -> root.relativize(path).toString()))
                        .toList();
            }
            for (Path path : paths) {
                add(root.relativize(path).toString(), path);
            }
        }

        private void add(String name, Path path) throws IOException {
            if (Files.isSymbolicLink(path)) {
                String target = Files.readSymbolicLink(path).toString();
                entry(name, LINK | 0777, target.getBytes(StandardCharsets.UTF_8));
            } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                entry(name, FOLDER | mode(path), new byte[0]);
            } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                entry(name, FILE | mode(path), Files.readAllBytes(path));
            } else {
                throw new IOException(path + " is neither file, folder nor link");
            }
        }

        private static int mode(Path path) throws IOException {
            return (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 0777;
        }

        private void entry(String name, int mode, byte[] content) throws IOException {
            header(name, ++inode, mode, 1, seconds, content.length);
            write(content);
            pad(4);
        }

        private void header(String name, int inode, int mode, int links, long time, int size) throws IOException {
            byte[] named = (name + "\0").getBytes(StandardCharsets.UTF_8);
            StringBuilder header = new StringBuilder("070701");
            for (long field : new long[] {inode, mode, 0, 0, links, time, size, 0, 0, 0, 0, named.length, 0}) {
                header.append("%08X".formatted(field));
            }
            write(header.toString().getBytes(StandardCharsets.US_ASCII));
            write(named);
            pad(4);
        }

        private void write(byte[] bytes) throws IOException {
            out.write(bytes);
            written += bytes.length;
        }

        private void pad(int to) throws IOException {
            while (written % to != 0) {
                write(new byte[1]);
            }
        }

        @Override
        public void close() throws IOException {
            header("TRAILER!!!", 0, 0, 1, 0, 0);
            pad(512);
            out.close();
        }
    }
}
