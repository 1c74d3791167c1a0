package dev.cloister.machine;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.emulator.EmulatedVendor;
import dev.cloister.machine.host.SnpHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/// A host with a small boot set, an emulated vendor that all tests share, and a QEMU that is a shell script.
public final class TestHost {

    /// Made by the first of all tests and runs, before any test's time limit counts: it takes a minute of a busy host,
    /// as tests compile little.
    private static final Path EMULATOR_HOME = Path.of("target", "test-emulator").toAbsolutePath();

    private final Path folder;
    final Path bootSet;

    TestHost(Path folder) throws IOException {
        makeVendor();
        this.folder = folder;
        this.bootSet = Files.createDirectory(folder.resolve("bootset"));
        Bytes firmware = write("firmware.fd", firmware());
        Bytes kernel = write("vmlinuz", "kernel".getBytes(StandardCharsets.US_ASCII));
        Bytes initrd = write("initrd", "initrd".getBytes(StandardCharsets.US_ASCII));
        Files.writeString(
                bootSet.resolve("manifest.json"),
                manifest(firmware, kernel, initrd).compact());
        executable(bootSet.resolve("busybox"), "#!/bin/sh\nexit 0\n");
        Files.write(folder.resolve("root.img"), new byte[4096]);
        Files.write(folder.resolve("init.img"), new byte[512]);
    }

    private static void makeVendor() throws IOException {
        try {
            EmulatedVendor.open(EMULATOR_HOME);
        } catch (Malformed e) {
            throw new IOException(EMULATOR_HOME + " is damaged; remove it", e);
        }
    }

    private Bytes write(String name, byte[] content) throws IOException {
        Files.write(bootSet.resolve(name), content);
        return Digests.sha256(content);
    }

    static JsonObject manifest(Bytes firmware, Bytes kernel, Bytes initrd) {
        return Json.object()
                .put("format", 1)
                .put("firmware", blob(firmware, 8192).build())
                .put("kernel", blob(kernel, 6).put("version", "6.12-test").build())
                .put("initrd", blob(initrd, 6).build())
                .put(
                        "cmdline",
                        Json.object()
                                .put("emulated", "console=ttyS0")
                                .put("hardware", "quiet")
                                .build())
                .put("inputs", Json.array(List.of()))
                .put("key", "0123")
                .build();
    }

    private static JsonObject.Builder blob(Bytes sha256, long size) {
        return Json.object().put("sha256", sha256.hex()).put("size", size);
    }

    /// The synthetic firmware of specs/snp-launch-measurement.md 9.2, zeros instead of its first page.
    static byte[] firmware() {
        byte[] image = new byte[8192];
        byte[] metadata = Bytes.hex("415345564c0000000100000005000000" + "000080000020000001000000"
                        + "00d080000010000002000000" + "00e080000010000003000000" + "00f080000010000004000000"
                        + "000081000010000010000000")
                .array();
        byte[] table = Bytes.hex("000400001600666588dc4a989847a75e5585a7bf67cc000c8100000400001a00"
                        + "1f3755723b3a044b927b1da6efa8d45404b080001600de71f7007e1acb4f890e68c77e2fb44e"
                        + "5800de82b596b21ff745baeaa366c55a082d")
                .array();
        System.arraycopy(metadata, 0, image, 8192 - 0x400, metadata.length);
        System.arraycopy(table, 0, image, 8192 - 32 - table.length, table.length);
        return image;
    }

    Path guestsFolder() {
        return folder.resolve("guests");
    }

    Guests guests() {
        return new Guests(guestsFolder());
    }

    /// A QEMU of version 10 that runs `script` for a guest; `$TRIES` is how many it was started for, this one
    /// included.
    Path qemu(String script) throws IOException {
        return executable(folder.resolve("qemu"), """
                #!/bin/sh
                if [ "$1" = --version ]; then echo 'QEMU emulator version 10.0.2 (Debian)'; exit 0; fi
                echo "$@" >> %1$s/started
                TRIES=$(wc -l < %1$s/started)
                say() { echo "cloister: stage $1 1.0"; }
                """.formatted(folder) + script);
    }

    public static Path executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    /// Command lines that the QEMU was started with.
    List<String> started() throws IOException {
        Path file = folder.resolve("started");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    GuestSpec spec(Path qemu, PublishedPort... ports) {
        return spec(qemu, new Backend.Emulated(EMULATOR_HOME), ports);
    }

    /// On SEV-SNP, of which the host tells nothing.
    GuestSpec snp(Path qemu, Optional<SignedIdBlock> idBlock) {
        return spec(qemu, new Backend.Snp(SnpHost.at(folder).encryption(), idBlock));
    }

    GuestSpec spec(Path qemu, Backend backend, PublishedPort... ports) {
        return new GuestSpec(
                "web",
                1,
                512,
                List.of(ports),
                folder.resolve("root.img"),
                folder.resolve("init.img"),
                Bytes.of(new byte[] {1}).padTo(32),
                bootSet,
                qemu,
                backend,
                "http://127.0.0.1:1");
    }
}
