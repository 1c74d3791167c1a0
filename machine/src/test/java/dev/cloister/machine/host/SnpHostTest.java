package dev.cloister.machine.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnpHostTest {
    private static final int SNP = 1 << 4;

    @TempDir
    private Path root;

    @Test
    void aHostWithEverything() throws IOException {
        write("proc/cpuinfo", "vendor_id\t: AuthenticAMD\nflags\t\t: fpu svm sev sev_es sev_snp debug_swap\n");
        write("sys/module/kvm_amd/parameters/sev_snp", "Y\n");
        write("dev/sev", "");
        write("dev/kvm", "");
        cpuid(SNP | 0xF, 0x4173);

        assertThat(SnpHost.at(root).missing()).isEmpty();
        assertThat(SnpHost.at(root).encryption()).isEqualTo(new MemoryEncryption(51, 1));
    }

    @Test
    void aHostWithNothing() {
        assertThat(SnpHost.at(root).missing())
                .extracting(SnpHost.Missing::sentence)
                .containsExactly(
                        "the processor shows no SEV-SNP",
                        "KVM does not offer SEV-SNP (kvm_amd's parameter sev_snp is not Y)",
                        "there is no /dev/sev",
                        "there is no /dev/kvm");
    }

    @Test
    void eachThingIsMissedForItself() throws IOException {
        aHostWithEverything();
        write("sys/module/kvm_amd/parameters/sev_snp", "N\n");
        assertThat(SnpHost.at(root).missing())
                .singleElement()
                .satisfies(missing -> assertThat(missing.remedy()).contains("6.11"));
        write("sys/module/kvm_amd/parameters/sev_snp", "1\n");
        assertThat(SnpHost.at(root).missing()).isEmpty();
        write("proc/cpuinfo", "flags\t\t: fpu svm sev sev_es not_sev_snp\nbugs\t: sev_snp\n");
        assertThat(SnpHost.at(root).missing())
                .singleElement()
                .satisfies(missing -> assertThat(missing.sentence()).contains("the kernel did not turn it on"));
        cpuid(0xF, 0x4173);
        assertThat(SnpHost.at(root).missing())
                .singleElement()
                .satisfies(missing -> assertThat(missing.sentence()).contains("shows no SEV-SNP"));
    }

    @Test
    void theProcessorSaysWhereItsBitIs() throws IOException {
        cpuid(SNP, 0x6000 | 5 << 6 | 47);
        assertThat(SnpHost.at(root).encryption()).isEqualTo(new MemoryEncryption(47, 1));
        cpuid(0, 0);
        assertThat(SnpHost.at(root).encryption()).isEqualTo(MemoryEncryption.USUAL);
        Files.write(root.resolve("dev/cpu/0/cpuid"), new byte[16]);
        assertThat(SnpHost.at(root).encryption()).isEqualTo(MemoryEncryption.USUAL);
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.writeString(root.resolve(file), text);
    }

    /// A file with a hole, as long as the leaf's number.
    private void cpuid(int eax, int ebx) throws IOException {
        Path file = root.resolve("dev/cpu/0/cpuid");
        Files.createDirectories(file.getParent());
        ByteBuffer registers = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        registers.putInt(0, eax).putInt(4, ebx);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            channel.write(registers, Cpuid.ENCRYPTED_MEMORY);
        }
    }
}
