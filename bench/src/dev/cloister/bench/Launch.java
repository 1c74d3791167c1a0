package dev.cloister.bench;

import dev.cloister.bytes.Bytes;
import dev.cloister.measure.Firmware;
import dev.cloister.measure.KernelHashes;
import dev.cloister.measure.SnpLaunch;
import dev.cloister.measure.VcpuType;
import dev.cloister.measure.Vmm;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;

/// Launch digests of files. Arguments: folder for the files, then either the last page of a real firmware, from
/// which the files are made, or nothing: measure.
final class Launch {
    private static final int MIB = 1 << 20;
    private static final String CMDLINE = "console=ttyS0";

    private final Path firmware;
    private final Path kernel;
    private final Path initrd;

    private Launch(Path inputs) {
        firmware = inputs.resolve("firmware.fd");
        kernel = inputs.resolve("kernel");
        initrd = inputs.resolve("initrd");
    }

    public static void main(String[] arguments) throws Exception {
        Launch launch = new Launch(Path.of(arguments[0]));
        if (arguments.length > 1) {
            launch.make(Files.readAllBytes(Path.of(arguments[1])));
        } else {
            launch.measure();
        }
    }

    private void make(byte[] lastPage) throws Exception {
        Random random = new Random(1);
        write(kernel, random, 10 * MIB, new byte[0]);
        write(initrd, random, 30 * MIB, new byte[0]);
        write(firmware, random, 4 * MIB - lastPage.length, lastPage);
    }

    private static void write(Path file, Random random, int length, byte[] end) throws Exception {
        byte[] content = new byte[length];
        random.nextBytes(content);
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(content);
            out.write(end);
        }
    }

    private void measure() throws Exception {
        Bytes digest = read().launchDigest();
        Firmware held = read();
        KernelHashes hashes = hashes();
        System.out.println("digest\t" + digest(read(), Optional.of(hashes()), 4));
        Meter.measure("launch firmware", () -> digest(read(), Optional.empty(), 1));
        Meter.measure("launch all", () -> digest(read(), Optional.of(hashes()), 4));
        Meter.measure("launch known", () -> digest(known(digest), Optional.of(hashes()), 4));
        Meter.measure("launch known, no kernel", () -> digest(known(digest), Optional.empty(), 4));
        Meter.measure("launch held, hashes known", () -> digest(held, Optional.of(hashes), 4));
        Meter.measure("launch held, no kernel", () -> digest(held, Optional.empty(), 4));
    }

    private Firmware read() throws Exception {
        return Firmware.read(firmware);
    }

    private Firmware known(Bytes digest) throws Exception {
        return Firmware.read(firmware, digest);
    }

    private KernelHashes hashes() throws Exception {
        return KernelHashes.of(kernel, Optional.of(initrd), CMDLINE);
    }

    private static String digest(Firmware firmware, Optional<KernelHashes> hashes, int vcpus) {
        return new SnpLaunch(
                        Vmm.QEMU, firmware, hashes, VcpuType.EPYC_MILAN.signature(), vcpus, SnpLaunch.SNP_ACTIVE)
                .digest()
                .hex();
    }
}
