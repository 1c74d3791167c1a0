package dev.cloister.broker.keys;

import dev.cloister.bytes.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;

/// A file that only its owner reads: written whole or not at all, and refused when others could read it.
final class SecretFile {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> LENT = PosixFilePermissions.fromString("r--r-----");

    private SecretFile() {}

    /// Writes beside the place, syncs, then renames: after a crash there is the whole file or none.
    static void create(Path file, Secret content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try {
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            write(fresh, content);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh); // as where the disk is full
        }
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private static void write(Path file, Secret content) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            content.<IOException>lend(bytes -> {
                ByteBuffer rest = ByteBuffer.wrap(bytes);
                while (rest.hasRemaining()) {
                    out.write(rest);
                }
            });
            out.force(true);
        }
    }

    /// As a service manager hands over a credential: root's, and this user may read it by an access control list, whose
    /// mask shows in place of the group's rights.
    private static boolean isLentByRoot(Path file, Set<PosixFilePermission> rights) throws IOException {
        Map<String, Object> owners = Files.readAttributes(file, "unix:uid,gid");
        return LENT.containsAll(rights) && owners.values().stream().allMatch(id -> id.equals(0));
    }

    /// @throws IOException when it cannot be read, is longer than `limit` bytes, or others than its owner have rights
    static Secret read(Path file, int limit) throws IOException {
        Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
        if (!OWNER_ONLY.containsAll(rights) && !isLentByRoot(file, rights)) {
            throw new IOException(file + " holds a secret but has the rights " + PosixFilePermissions.toString(rights)
                    + "; chmod it to 600");
        }
        if (Files.size(file) > limit) {
            throw new IOException(file + " is longer than the " + limit + " bytes it may have");
        }
        return Secret.of(Files.readAllBytes(file));
    }
}
