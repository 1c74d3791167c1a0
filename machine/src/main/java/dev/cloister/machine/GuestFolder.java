package dev.cloister.machine;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The files of one guest, in a folder that only its owner can enter. Sockets are bound and opened by their bare
/// names in it, as their paths are limited to 107 bytes.
record GuestFolder(Path path) {

    static final String CONSOLE_LOG = "console.log";
    static final String SEALED_LOG = "log.jwe";
    static final String EVIDENCE_SOCKET = "psp.sock";
    static final String LOG_SOCKET = "log.sock";
    static final String CONTROL_SOCKET = "control.sock";
    static final String QMP_SOCKET = "qmp.sock";
    static final String FIRMWARE = "firmware.fd";
    static final String KERNEL = "vmlinuz";
    static final String INITRD = "initrd";
    static final String KERNEL_HASHES = "kernel-hashes.bin";

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

    /// Empty before the keeper has written it for the first time.
    Optional<GuestStatus> status() throws IOException, Malformed {
        if (!Files.exists(file(STATUS))) {
            return Optional.empty();
        }
        return Optional.of(GuestStatus.fromJson(StateFile.read("status.json", file(STATUS))));
    }

    /// How long the keeper may wait for the container when it is asked to end.
    void writeStopGrace(long millis) throws IOException {
        StateFile.write(file(STOP), Json.object().put("graceMillis", millis).build());
    }

    long stopGraceMillis() throws IOException, Malformed {
        if (!Files.exists(file(STOP))) {
            return 0;
        }
        JsonFields json = StateFile.read(STOP, file(STOP));
        long millis = json.number("graceMillis", 0, 3_600_000);
        json.end();
        return millis;
    }

    /// What nobody needs once QEMU has ended: sockets, copies of the boot files.
    void sweep() throws IOException {
        for (String name : new String[] {
            EVIDENCE_SOCKET, LOG_SOCKET, CONTROL_SOCKET, QMP_SOCKET, FIRMWARE, KERNEL, INITRD, KERNEL_HASHES
        }) {
            Files.deleteIfExists(file(name));
        }
    }

    void remove() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.delete(path);
    }
}
