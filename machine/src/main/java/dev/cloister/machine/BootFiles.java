package dev.cloister.machine;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import dev.cloister.measure.Firmware;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The boot files of one guest: private copies, hashed while they were written, so that what is measured is what
/// QEMU reads, whatever happens to the boot set meanwhile.
///
/// @param measurement the launch digest of these very bytes
/// @param hashesGpa where the table of kernel hashes goes, by the firmware's own word
record BootFiles(Bytes measurement, long hashesGpa, String cmdline) {

    private static final int BUFFER_BYTES = 1 << 18;

    /// `Malformed`: a copy is not what the manifest says, or the firmware cannot be read.
    static BootFiles copy(BootSet set, BootSet.Profile profile, GuestFolder guest, int cpus)
            throws IOException, Malformed {
        set.check(set.kernel(), copyOne(set, set.kernel(), guest.file(GuestFolder.KERNEL)));
        set.check(set.initrd(), copyOne(set, set.initrd(), guest.file(GuestFolder.INITRD)));
        byte[] image = Files.readAllBytes(set.folder().resolve(set.firmware().file()));
        set.check(set.firmware(), Digests.sha256(image));
        writeNew(guest.file(GuestFolder.FIRMWARE), image);
        writeNew(
                guest.file(GuestFolder.KERNEL_HASHES),
                set.kernelHashes(profile).table().array());

        Firmware firmware = Firmware.parse(image);
        Bytes measurement = set.launch(firmware, profile, cpus).digest();
        long gpa = firmware.hashesTable().orElseThrow().gpa();
        return new BootFiles(measurement, gpa, set.cmdline().of(profile));
    }

    private static Bytes copyOne(BootSet set, BootSet.Blob blob, Path target) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in =
                        new DigestInputStream(Files.newInputStream(set.folder().resolve(blob.file())), digest);
                OutputStream out = newFile(target)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            int read;
            while ((read = in.read(buffer)) >= 0) {
                out.write(buffer, 0, read);
            }
        }
        return Bytes.of(digest.digest());
    }

    private static void writeNew(Path target, byte[] content) throws IOException {
        try (OutputStream out = newFile(target)) {
            out.write(content);
        }
    }

    private static OutputStream newFile(Path target) throws IOException {
        Files.createFile(target, StateFile.OWNER_ONLY_FILE);
        return Files.newOutputStream(target, StandardOpenOption.WRITE);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the platform lacks SHA-256", e);
        }
    }
}
