package dev.cloister.cli.drill.attack;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.machine.BootSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A boot set of the host's own: the owner's with one part changed and a manifest that fits, so that the table of
/// hashes made from it fits, too.
final class BootSetCopy {
    private static final String MANIFEST = "manifest.json";

    private BootSetCopy() {}

    /// Another file: `firmware.fd`, `vmlinuz` or `initrd`.
    static Path withFile(BootSet original, Path folder, String name, byte[] content) throws IOException {
        Bytes before = Digests.sha256(original.folder().resolve(name));
        String size = "\"size\": " + Files.size(original.folder().resolve(name));
        String manifest = Files.readString(original.folder().resolve(MANIFEST));
        String named = "\"sha256\": \"" + before.hex() + "\", ";
        String changed = manifest.replace(
                named + size, "\"sha256\": \"" + Digests.sha256(content).hex() + "\", \"size\": " + content.length);
        write(original, folder, name, manifest, changed);
        Files.write(folder.resolve(name), content);
        return folder;
    }

    /// Another command line of the kernel.
    static Path withCommandLine(BootSet original, Path folder, String more) throws IOException {
        String manifest = Files.readString(original.folder().resolve(MANIFEST));
        String line = "\"" + original.cmdline().emulated();
        write(original, folder, "", manifest, manifest.replace(line, line + more));
        return folder;
    }

    private static void write(BootSet original, Path folder, String but, String manifest, String changed)
            throws IOException {
        if (changed.equals(manifest)) {
            throw new IOException("the boot set's manifest does not say what it holds in the usual form");
        }
        Files.createDirectory(folder);
        for (String name : List.of("firmware.fd", "vmlinuz", "initrd", "busybox")) {
            if (!name.equals(but)) {
                Files.createSymbolicLink(folder.resolve(name), original.folder().resolve(name));
            }
        }
        Files.writeString(folder.resolve(MANIFEST), changed);
    }
}
