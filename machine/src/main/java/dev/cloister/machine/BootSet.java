package dev.cloister.machine;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.measure.Firmware;
import dev.cloister.measure.KernelHashes;
import dev.cloister.measure.SnpLaunch;
import dev.cloister.measure.VcpuType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What boots inside the guest: firmware, kernel, initrd, and the kernel's command line for each profile, in a
/// folder with a `manifest.json`. The files are as the manifest says, or there is no boot set.
///
/// @param key names the inputs of the build; equal keys mean equal bytes
public record BootSet(Path folder, Blob firmware, Blob kernel, Blob initrd, Cmdline cmdline, String key) {

    /// The virtual CPU whose signature enters the measurement of a guest; emulated and shipped default.
    static final VcpuType VCPU_TYPE = VcpuType.EPYC_MILAN;

    private static final String STRUCTURE = "manifest.json";
    private static final int FORMAT = 1;

    /// Members that say what the files were made from, for those who ask why two sets differ.
    private static final List<String> ORIGINS = List.of("recipes", "agent", "notLocked");

    /// QEMU's name of the virtual CPU that is measured.
    public static String vcpuType() {
        return VCPU_TYPE.qemuName();
    }

    /// Which of the two command lines boots.
    public enum Profile {
        EMULATED,
        HARDWARE;

        public String word() {
            return this == EMULATED ? "emulated" : "hardware";
        }
    }

    /// One file of the set, by its SHA-256.
    public record Blob(String file, Bytes sha256, long sizeBytes) {}

    /// The kernel's command line by profile; `emulated` is tuned for speed, `hardware` leaves mitigations on.
    public record Cmdline(String emulated, String hardware) {

        String of(Profile profile) {
            return profile == Profile.EMULATED ? emulated : hardware;
        }
    }

    /// Reads the manifest and hashes the three files; `Malformed` names the one that differs.
    public static BootSet read(Path folder) throws IOException, Malformed {
        BootSet set = readManifest(folder);
        for (Blob blob : new Blob[] {set.firmware, set.kernel, set.initrd}) {
            set.check(blob, Digests.sha256(folder.resolve(blob.file)));
        }
        return set;
    }

    /// The manifest alone: whoever calls this hashes the files himself.
    static BootSet readManifest(Path folder) throws IOException, Malformed {
        JsonFields json = StateFile.read(STRUCTURE, folder.resolve("manifest.json"));
        json.number("format", FORMAT, FORMAT);
        JsonFields kernel = json.object("kernel");
        kernel.text("version");
        JsonFields cmdline = json.object("cmdline");
        BootSet set = new BootSet(
                folder,
                blob(json.object("firmware"), "firmware.fd"),
                blob(kernel, "vmlinuz"),
                blob(json.object("initrd"), "initrd"),
                new Cmdline(cmdline.text("emulated"), cmdline.text("hardware")),
                json.text("key"));
        for (Json input : json.array("inputs")) {
            JsonFields.of(STRUCTURE, input).text("name");
        }
        for (String origin : ORIGINS) {
            json.optionalArray(origin);
        }
        cmdline.end();
        json.end();
        return set;
    }

    private static Blob blob(JsonFields json, String file) throws Malformed {
        Blob blob = new Blob(file, json.hex("sha256", 32), json.number("size", 1, Integer.MAX_VALUE));
        json.end();
        return blob;
    }

    void check(Blob blob, Bytes sha256) throws Malformed {
        if (!blob.sha256.equals(sha256)) {
            throw new Malformed(
                    STRUCTURE, blob.file, -1, "the file has SHA-256 " + sha256.hex() + ", not " + blob.sha256.hex());
        }
    }

    /// MEASUREMENT of a guest of this set, 48 bytes.
    public Bytes measurement(Profile profile, int vcpus) throws IOException, Malformed {
        return measurement(profile, vcpus, VCPU_TYPE);
    }

    /// MEASUREMENT of a guest of this set on virtual CPUs of another type.
    public Bytes measurement(Profile profile, int vcpus, VcpuType type) throws IOException, Malformed {
        byte[] image = Files.readAllBytes(folder.resolve(firmware.file));
        check(firmware, Digests.sha256(image));
        return launch(Firmware.parse(image), profile, vcpus, type).digest();
    }

    SnpLaunch launch(Firmware parsed, Profile profile, int vcpus) throws Malformed {
        return launch(parsed, profile, vcpus, VCPU_TYPE);
    }

    private SnpLaunch launch(Firmware parsed, Profile profile, int vcpus, VcpuType type) throws Malformed {
        if (parsed.hashesTable().isEmpty()) {
            throw new Malformed(STRUCTURE, firmware.file, -1, "has no measured page for kernel hashes");
        }
        return SnpLaunch.directBoot(parsed, kernelHashes(profile), type, vcpus);
    }

    KernelHashes kernelHashes(Profile profile) {
        return new KernelHashes(kernel.sha256, initrd.sha256, KernelHashes.cmdlineDigest(cmdline.of(profile)));
    }
}
