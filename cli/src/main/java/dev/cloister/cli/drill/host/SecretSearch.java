package dev.cloister.cli.drill.host;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Looks for the guest's secret as a host would that does not know it: it is hexadecimal digits, and the guest's page
/// tells everybody its SHA-256.
final class SecretSearch {
    static final int LENGTH = 48;
    private static final int BUFFER_BYTES = 1 << 20;

    /// One readable and writable mapping of proc(5), `maps`.
    private static final Pattern MAPPING = Pattern.compile("([0-9a-f]{1,15})-([0-9a-f]{1,15}) rw.*");

    private final Bytes digest;

    SecretSearch(Bytes digest) {
        this.digest = digest;
    }

    /// Where it begins.
    OptionalLong in(InputStream content) throws IOException {
        InputStream in = new BufferedInputStream(content, BUFFER_BYTES);
        byte[] window = new byte[LENGTH];
        int run = 0;
        long at = 0;
        for (int c = in.read(); c >= 0; c = in.read()) {
            at++;
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                run = 0;
                continue;
            }
            System.arraycopy(window, 1, window, 0, LENGTH - 1);
            window[LENGTH - 1] = (byte) c;
            run++;
            if (run >= LENGTH && Digests.sha256(window).equals(digest)) {
                return OptionalLong.of(at - LENGTH);
            }
        }
        return OptionalLong.empty();
    }

    OptionalLong in(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            return in(content);
        }
    }

    /// The same in all that a process may write to in its memory.
    ///
    /// @return whether it is there
    boolean inMemoryOf(long pid) throws IOException {
        List<String> mappings = Files.readAllLines(Path.of("/proc/" + pid + "/maps"));
        try (RandomAccessFile memory = new RandomAccessFile("/proc/" + pid + "/mem", "r")) {
            for (String mapping : mappings) {
                Matcher found = MAPPING.matcher(mapping);
                if (found.matches()) {
                    long from = Long.parseLong(found.group(1), 16);
                    long to = Long.parseLong(found.group(2), 16);
                    if (in(new Region(memory, from, to)).isPresent()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /// Part of a file.
    private static final class Region extends InputStream {
        private final RandomAccessFile file;
        private final long to;
        private long at;

        Region(RandomAccessFile file, long from, long to) {
            this.file = file;
            this.at = from;
            this.to = to;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (at >= to) {
                return -1;
            }
            file.seek(at);
            int read = file.read(buffer, offset, (int) Math.min(length, to - at));
            at += Math.max(read, 0);
            return read;
        }
    }
}
