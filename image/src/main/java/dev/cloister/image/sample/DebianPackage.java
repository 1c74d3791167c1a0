package dev.cloister.image.sample;

import dev.cloister.bytes.Malformed;
import dev.cloister.image.tar.TarEntry;
import dev.cloister.image.tar.TarReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/// A Debian package as a file. It is not installed, none of its scripts runs, and nothing of it touches the disk.
record DebianPackage(Path file) {

    /// What is done with each file of the package; its content is read from `content`, or left.
    interface Visit {
        void entry(TarEntry entry, TarReader content) throws IOException, Malformed;
    }

    /// In the package's order, paths as they are in it: `./usr/sbin/nginx`.
    void visit(Visit visit) throws IOException {
        try {
            TarReader reader = new TarReader(file.toString(), new ByteArrayInputStream(archive()));
            for (Optional<TarEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                visit.entry(next.get(), reader);
            }
        } catch (Malformed e) {
            throw new IOException("dpkg-deb made no archive of " + file + ": " + e.getMessage(), e);
        }
    }

    private byte[] archive() throws IOException {
        Process process = new ProcessBuilder("dpkg-deb", "--fsys-tarfile", file.toString()).start();
        byte[] archive = process.getInputStream().readAllBytes();
        String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (process.waitFor() != 0) {
                throw new IOException("dpkg-deb cannot unpack " + file + ": " + said);
            }
            return archive;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("dpkg-deb was interrupted", e);
        }
    }
}
