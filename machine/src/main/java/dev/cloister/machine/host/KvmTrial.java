package dev.cloister.machine.host;

import dev.cloister.bytes.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Finds out whether KVM runs a guest here, by running one: a `/dev/kvm` that opens and answers is no proof, as one
/// inside another virtual machine may do both and then hang, or be refused by QEMU.
public final class KvmTrial {

    /// As long as the trial may take before it counts as hanging; where KVM works it takes a tenth of a second.
    public static final Duration LIMIT = Duration.ofSeconds(5);

    private static final String MARKER = "KVM-OK";
    private static final int EXIT_BYTE = 0x21;
    private static final int ROM_SIZE = 0x10000;
    private static final int RESET_VECTOR = 0xFFF0;
    private static final int MAX_OUTPUT_BYTES = 16384;

    /// What the guest does, at F000:0000 of a 64 KiB ROM: three page tables at 0x1000, PAE, long mode, CPUID (which
    /// every hypervisor must answer), the marker to port 0xE9, EXIT_BYTE to port 0xF4. Real mode alone would prove
    /// nothing: where KVM is broken it often still runs.
    private static final Bytes PROGRAM = Bytes.hex(
            "fa" // cli
                    + "ea060000f0" // jmp 0xf000:6, as the reset's own code segment lies at 4 GiB
                    + "31c08ed8" // ds = 0
                    + "66c706001003200000" // [0x1000] = 0x2003, page map
                    + "66c706002003300000" // [0x2000] = 0x3003, directory pointers
                    + "66c706003083000000" // [0x3000] = 0x83, the first 2 MiB
                    + "2e660f01169800" // lgdt cs:[0x98]
                    + "0f20e06683c8200f22e0" // cr4.pae
                    + "66b8001000000f22d8" // cr3 = 0x1000
                    + "66b9800000c00f32660d000100000f30" // efer.lme
                    + "0f20c0660d010000800f22c0" // cr0.pg and pe
                    + "66ea63000f000800" // jmp 8:0xf0063, 64-bit code
                    + "31c00fa2" // cpuid 0
                    + "66bae900488d352c000000b907000000f36e" // 7 bytes of 0xf009e to port 0xe9
                    + "66baf400b021ee" // 0x21 to port 0xf4
                    + "f4ebfd" // hlt, for ever
                    + "0f1f440000" // filler
                    + "0000000000000000" + "00000000009a2000" // segments: none, 64-bit code
                    + "0f0088000f00" // their table: 16 bytes at 0xf0088
                    + "4b564d2d4f4b0a"); // "KVM-OK\n"

    private KvmTrial() {}

    /// How a trial ended: no sentence means that KVM runs guests.
    public record Outcome(Optional<String> problem) {
        public boolean works() {
            return problem.isEmpty();
        }
    }

    /// Runs the trial guest with this QEMU; it is ended after `limit`.
    public static Outcome run(Path qemu, Duration limit) throws IOException, InterruptedException {
        return run(qemu, "kvm", "host", limit);
    }

    static Outcome run(Path qemu, String accelerator, String cpu, Duration limit)
            throws IOException, InterruptedException {
        Path rom = Files.createTempFile("cloister-kvm", ".rom");
        Path words = Files.createTempFile("cloister-kvm", ".log");
        try {
            Files.write(rom, rom());
            return run(command(qemu, accelerator, cpu, rom), words, limit);
        } finally {
            Files.delete(rom);
            Files.delete(words);
        }
    }

    private static Outcome run(List<String> command, Path words, Duration limit)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(words.toFile())
                .start();
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return failed(
                        "a trial guest hangs under KVM: nothing came from it for " + limit.toSeconds() + " seconds");
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        String said = said(words);
        boolean asExpected = process.exitValue() == (EXIT_BYTE << 1 | 1) && said.contains(MARKER);
        return asExpected ? new Outcome(Optional.empty()) : failed(why(said, process.exitValue()));
    }

    private static Outcome failed(String sentence) {
        return new Outcome(Optional.of(sentence));
    }

    private static String why(String said, int exitCode) {
        String first = said.lines()
                .filter(line -> !line.contains("warning:"))
                .map(line -> line.replaceFirst("^\\S*qemu-system-x86_64: ", "")
                        .replaceAll("\u001b\\[[^@-~]*[@-~]|\\p{Cntrl}", "")
                        .strip())
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("nothing");
        return "a trial guest does not run under KVM: QEMU ended with exit code " + exitCode + " and said: " + first;
    }

    private static String said(Path words) throws IOException {
        try (InputStream in = Files.newInputStream(words)) {
            return new String(in.readNBytes(MAX_OUTPUT_BYTES), StandardCharsets.UTF_8);
        }
    }

    private static List<String> command(Path qemu, String accelerator, String cpu, Path rom) {
        List<String> words = new ArrayList<>(List.of(qemu.toString(), "-accel", accelerator, "-cpu", cpu));
        words.addAll(List.of("-M", "q35", "-m", "32", "-nodefaults", "-no-user-config", "-display", "none"));
        words.addAll(List.of("-no-reboot", "-monitor", "none", "-serial", "none", "-bios", rom.toString()));
        words.addAll(List.of("-chardev", "stdio,id=out", "-device", "isa-debugcon,iobase=0xe9,chardev=out"));
        words.addAll(List.of("-device", "isa-debug-exit,iobase=0xf4,iosize=4"));
        return words;
    }

    /// The program at the start; at the reset vector a jump to it.
    private static byte[] rom() {
        byte[] rom = new byte[ROM_SIZE];
        Arrays.fill(rom, (byte) 0xF4);
        System.arraycopy(PROGRAM.array(), 0, rom, 0, PROGRAM.length());
        int distance = -(RESET_VECTOR + 3);
        rom[RESET_VECTOR] = (byte) 0xE9;
        rom[RESET_VECTOR + 1] = (byte) distance;
        rom[RESET_VECTOR + 2] = (byte) (distance >> 8);
        return rom;
    }
}
