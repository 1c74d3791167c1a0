package dev.cloister.machine;

import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/// Small JSON files that one process writes and others read: seen whole or not at all, and by their owner alone.
final class StateFile {

    static final FileAttribute<?> OWNER_ONLY_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    static final FileAttribute<?> OWNER_ONLY_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_DEPTH = 8;

    private StateFile() {}

    static void write(Path file, JsonObject content) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path beside = Files.createTempFile(folder, ".write-", "", OWNER_ONLY_FILE);
        try {
            Files.write(beside, (content.pretty() + "\n").getBytes(StandardCharsets.UTF_8));
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    static JsonFields read(String structure, Path file) throws IOException, Malformed {
        if (Files.size(file) > MAX_BYTES) {
            throw new Malformed(structure, "", -1, "is larger than " + MAX_BYTES + " bytes");
        }
        return JsonFields.parse(structure, Files.readAllBytes(file), MAX_DEPTH);
    }
}
