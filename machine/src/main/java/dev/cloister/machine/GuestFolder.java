package dev.cloister.machine;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Optional;

/// The files of one guest, in a folder that only its owner can enter. Sockets are bound and opened by their bare
/// names in it, as their paths are limited to 107 bytes.
record GuestFolder(Path path) {

    static final String CONSOLE_LOG = "console.log";
    static final String SEALED_LOG = "log.jwe";
    static final String EVIDENCE_SOCKET = "psp.sock";
    static final String LOG_SOCKET = "log.sock";
    static final String CONTROL_SOCKET = "control.sock";
    static final String FIRMWARE = "firmware.fd";
    static final String KERNEL = "vmlinuz";
    static final String INITRD = "initrd";
    static final String KERNEL_HASHES = "kernel-hashes.bin";

    /// The longest time that a container is given to end by itself.
    static final Duration MAX_GRACE = Duration.ofHours(1);

    private static final String SPEC = "guest.json";
    private static final String STATUS = "status.json";
    private static final String STOP = "stop.json";

    Path file(String name) {
        return path.resolve(name);
    }

    Path initDataImage() {
        return file("initdata.img");
    }

    Path keeperLog() {
        return file("keeper.log");
    }

    void write(GuestSpec spec) throws IOException {
        StateFile.write(file(SPEC), spec.toJson());
    }

    GuestSpec spec() throws IOException, Malformed {
        return GuestSpec.fromJson(StateFile.read("guest.json", file(SPEC)));
    }

    void write(GuestStatus status) throws IOException {
        StateFile.write(file(STATUS), status.toJson());
    }

    /// Empty where the folder is just being made or removed, or where that broke off.
    Optional<GuestStatus> status() throws IOException, Malformed {
        if (!Files.exists(file(STATUS))) {
            return Optional.empty();
        }
        return Optional.of(GuestStatus.fromJson(StateFile.read("status.json", file(STATUS))));
    }

    /// What differs whenever another status is there, for those who look often; empty where there is none.
    Optional<StatusVersion> statusVersion() throws IOException {
        try {
            BasicFileAttributes now = Files.readAttributes(file(STATUS), BasicFileAttributes.class);
            return Optional.of(new StatusVersion(String.valueOf(now.fileKey()), now.lastModifiedTime()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /// Each status is a new file, which may get the number that an older one had.
    record StatusVersion(String file, FileTime written) {}

    /// Asks for the end of the guest: how long the keeper may wait for the container.
    void writeStop(Duration grace) throws IOException {
        StateFile.write(
                file(STOP),
                Json.object().put("graceMillis", bounded(grace).toMillis()).build());
    }

    /// Was the guest asked to end, be it before its keeper lived?
    boolean stopAsked() {
        return Files.exists(file(STOP));
    }

    /// 0 to [#MAX_GRACE], whatever the file says; 0 where there is none.
    Duration stopGrace() throws IOException, Malformed {
        if (!stopAsked()) {
            return Duration.ZERO;
        }
        JsonFields json = StateFile.read(STOP, file(STOP));
        Duration grace = bounded(Duration.ofMillis(json.number("graceMillis")));
        json.end();
        return grace;
    }

    /// The nearest that is not negative and not longer than [#MAX_GRACE].
    static Duration bounded(Duration grace) {
        if (grace.isNegative()) {
            return Duration.ZERO;
        }
        return grace.compareTo(MAX_GRACE) > 0 ? MAX_GRACE : grace;
    }

    /// What nobody needs once QEMU has ended: sockets, copies of the boot files.
    void sweep() throws IOException {
        for (String name :
                new String[] {EVIDENCE_SOCKET, LOG_SOCKET, CONTROL_SOCKET, FIRMWARE, KERNEL, INITRD, KERNEL_HASHES}) {
            Files.deleteIfExists(file(name));
        }
    }

    /// The status goes first: what remains if this breaks off is nobody's.
    void remove() throws IOException {
        Files.deleteIfExists(file(STATUS));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.delete(path);
    }
}
