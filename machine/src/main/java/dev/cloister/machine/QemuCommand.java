package dev.cloister.machine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// QEMU's command line for a guest on either back end. Files of the guest's folder are named as seen from there, which
/// is where
/// QEMU starts.
///
/// The guest has no way out but two: the relay to the broker at 10.0.2.100:80, one netcat process for each
/// connection, and the published ports, on the host's loopback address. Its disks are read-only.
record QemuCommand(GuestSpec spec, BootFiles boot, List<String> netcat, int relayPort) {

    private static final String MACHINE = "q35,hpet=off,smbus=off,sata=off,vmport=off";

    /// An emulated processor without fast string instructions: a guest that believes in them clears and copies its
    /// memory byte by byte, and takes 0.4 CPU seconds longer to boot (bench/START.md).
    private static final String EMULATED_CPU = "max,-erms,-fsrm";

    private static final String RELAY_IN_GUEST = "10.0.2.100:80";

    List<String> words() {
        List<String> words = new ArrayList<>();
        words.add(spec.qemu().toString());
        Collections.addAll(words, "-name", spec.name());
        switch (spec.backend()) {
            case Backend.Emulated _ -> emulated(words);
            case Backend.Snp snp -> snp(words, snp);
        }
        Collections.addAll(words, "-smp", Integer.toString(spec.cpus()), "-m", Integer.toString(spec.memoryMiB()));
        Collections.addAll(words, "-nodefaults", "-no-user-config");
        Collections.addAll(words, "-display", "none", "-no-reboot", "-serial", "stdio", "-monitor", "none");
        boot(words);
        network(words);
        serialPorts(words);
        disk(words, "root", spec.sealedRoot(), "cloister-root");
        disk(words, "initdata", spec.initDataImage(), "cloister-initdata");
        return words;
    }

    /// The table of kernel hashes, which on hardware QEMU makes and the chip measures, is put where the firmware
    /// looks for it.
    private void emulated(List<String> words) {
        Collections.addAll(words, "-accel", accelerator(), "-cpu", EMULATED_CPU, "-M", MACHINE);
        String address = "0x" + Long.toHexString(boot.hashesGpa());
        Collections.addAll(
                words, "-device", "loader,file=" + GuestFolder.KERNEL_HASHES + ",addr=" + address + ",force-raw=on");
    }

    /// Several virtual CPUs take turns in one thread. With a thread for each, they spin while they wait for one that
    /// has no processor: on a host with too much to do, a start then takes three times the processor time and a
    /// kernel complains of stalls.
    private String accelerator() {
        return spec.cpus() == 1 ? "tcg,thread=multi" : "tcg,thread=single";
    }

    /// The virtual CPU is the one whose signature the predicted measurement contains: `host` could not be predicted.
    /// Memory is anonymous to others, and a guest's private pages are the chip's. The evidence comes from the chip,
    /// so there is no port for it.
    private void snp(List<String> words, Backend.Snp snp) {
        Collections.addAll(words, "-accel", "kvm", "-cpu", BootSet.vcpuType());
        Collections.addAll(words, "-M", MACHINE + ",confidential-guest-support=sev0,memory-backend=ram0");
        Collections.addAll(words, "-object", "memory-backend-memfd,id=ram0,size=" + spec.memoryMiB() + "M,share=true");
        StringBuilder guest = new StringBuilder("sev-snp-guest,id=sev0");
        guest.append(",cbitpos=").append(snp.encryption().cbitPosition());
        guest.append(",reduced-phys-bits=").append(snp.encryption().reducedPhysBits());
        guest.append(",policy=0x").append(Long.toHexString(snp.policy()));
        guest.append(",kernel-hashes=on,host-data=").append(spec.hostData().base64());
        snp.idBlock().ifPresent(signed -> {
            guest.append(",id-block=").append(signed.block().base64());
            guest.append(",id-auth=").append(signed.authentication().base64());
            guest.append(",author-key-enabled=").append(signed.hasAuthorKey() ? "on" : "off");
        });
        Collections.addAll(words, "-object", guest.toString());
    }

    private void boot(List<String> words) {
        Collections.addAll(words, "-bios", GuestFolder.FIRMWARE, "-kernel", GuestFolder.KERNEL);
        Collections.addAll(words, "-initrd", GuestFolder.INITRD, "-append", boot.cmdline());
    }

    private void network(List<String> words) {
        StringBuilder netdev = new StringBuilder("user,id=net,restrict=on");
        for (PublishedPort port : spec.ports()) {
            netdev.append(",hostfwd=tcp:127.0.0.1:")
                    .append(port.host())
                    .append("-:")
                    .append(port.guest());
        }
        List<String> relay = new ArrayList<>(netcat);
        Collections.addAll(relay, "127.0.0.1", Integer.toString(relayPort));
        netdev.append(",guestfwd=tcp:").append(RELAY_IN_GUEST).append("-cmd:").append(value(shellWords(relay)));
        Collections.addAll(words, "-netdev", netdev.toString(), "-device", "virtio-net-pci,netdev=net,romfile=");
    }

    private void serialPorts(List<String> words) {
        Collections.addAll(words, "-device", "virtio-serial-pci");
        if (spec.backend().emulated()) {
            serialPort(words, "psp", GuestFolder.EVIDENCE_SOCKET, "psp.0");
        }
        serialPort(words, "log", GuestFolder.LOG_SOCKET, "cloister.log.0");
        serialPort(words, "control", GuestFolder.CONTROL_SOCKET, "cloister.control.0");
    }

    private static void serialPort(List<String> words, String id, String socket, String name) {
        Collections.addAll(words, "-chardev", "socket,id=" + id + ",path=" + socket);
        Collections.addAll(words, "-device", "virtserialport,chardev=" + id + ",name=" + name);
    }

    private static void disk(List<String> words, String id, Path file, String serial) {
        String drive = "if=none,id=" + id + ",format=raw,readonly=on,file=" + value(file.toString());
        Collections.addAll(words, "-drive", drive);
        Collections.addAll(words, "-device", "virtio-blk-pci,drive=" + id + ",serial=" + serial);
    }

    /// QEMU ends an option's value at a comma; two stand for one.
    private static String value(String text) {
        return text.replace(",", ",,");
    }

    /// QEMU splits the command by the shell's rules, without being a shell.
    private static String shellWords(List<String> words) {
        return String.join(
                " ",
                words.stream()
                        .map(word -> word.matches("[A-Za-z0-9/._-]+") ? word : "'" + word.replace("'", "'\\''") + "'")
                        .toList());
    }
}
