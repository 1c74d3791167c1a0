package dev.cloister.agent.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VirtioPortsTest {
    @TempDir
    Path folder;

    @Test
    void aPortIsFoundByItsWholeName() throws IOException {
        port("vport1p1", "psp.01\n");
        port("vport1p2", "psp.0\n");
        Files.createDirectories(folder.resolve("class/virtio-ports/vport2p0"));
        assertThat(ports().find("psp.0"))
                .contains(folder.resolve("dev/vport1p2").toFile());
        assertThat(ports().find("psp")).isEmpty();
        assertThat(ports().find("cloister.log.0")).isEmpty();
    }

    @Test
    void aMachineWithoutPortsHasNone() throws IOException {
        assertThat(ports().find("psp.0")).isEmpty();
    }

    @Test
    void withoutDriverAndWithoutPortThereIsNoSource() {
        assertThatThrownBy(() -> ReportSource.choose(folder.toFile(), ports()))
                .isInstanceOf(IOException.class)
                .hasMessage("the kernel has no TEE driver, and there is no port psp.0");
    }

    /// A host cannot offer its port on hardware: the file that stands for it here cannot even be opened.
    @Test
    void whereTheKernelHasADriverThePortStaysClosed() throws IOException {
        port("vport1p1", "psp.0\n");
        Files.createDirectories(folder.resolve("sys/kernel/config/tsm/report"));
        assertThat(ReportSource.choose(folder.resolve("sys").toFile(), ports())).isInstanceOf(TsmReports.class);
        assertThat(folder.resolve("dev/vport1p1")).doesNotExist();
    }

    /// Nor by keeping the driver from loading.
    @Test
    void whereTheKernelRunsOnHardwareWithoutItsDriverThePortStaysClosed() throws IOException {
        port("vport1p1", "psp.0\n");
        for (String mark : new String[] {"devices/system/cpu/sev", "hypervisor/sev"}) {
            Path made = Files.createDirectories(folder.resolve(mark));
            assertThatThrownBy(() -> ReportSource.choose(folder.toFile(), ports()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("sev-guest gives no reports");
            Files.delete(made);
        }
        assertThat(folder.resolve("dev/vport1p1")).doesNotExist();
    }

    @Test
    void randomNumbersOfTheProcessorAreAFlagOfItsOwn() throws IOException {
        assertThat(hasRandom("processor\t: 0\nflags\t\t: fpu rdrand avx2\nbugs\t\t:\n"))
                .isTrue();
        assertThat(hasRandom("processor\t: 0\nflags\t\t: fpu rdrand\n")).isTrue();
        assertThat(hasRandom("processor\t: 0\nflags\t\t: fpu rdrandx\nname\t\t: rdrand \n"))
                .isFalse();
        assertThat(hasRandom("")).isFalse();
        assertThat(hasRandom("rdrand")).isFalse();
    }

    private boolean hasRandom(String cpuinfo) throws IOException {
        return CpuFlags.hasRandom(
                Files.writeString(folder.resolve("cpuinfo"), cpuinfo).toFile());
    }

    private VirtioPorts ports() {
        return new VirtioPorts(folder.toFile(), folder.resolve("dev").toFile());
    }

    private void port(String node, String name) throws IOException {
        Path entry =
                Files.createDirectories(folder.resolve("class/virtio-ports").resolve(node));
        Files.writeString(entry.resolve("name"), name);
    }
}
