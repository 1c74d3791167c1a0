package dev.cloister.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Malformed;
import dev.cloister.measure.VcpuType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootSetTest {

    @TempDir
    private Path dir;

    private Path folder;

    @BeforeEach
    void setUp() throws IOException {
        folder = new TestHost(dir).bootSet;
    }

    @Test
    void readsAndMeasures() throws IOException, Malformed {
        BootSet set = BootSet.read(folder);

        assertThat(set.cmdline().emulated()).isEqualTo("console=ttyS0");
        assertThat(set.key()).isEqualTo("0123");
        assertThat(set.measurement(BootSet.Profile.EMULATED, 1).length()).isEqualTo(48);
        assertThat(set.measurement(BootSet.Profile.EMULATED, 2))
                .isNotEqualTo(set.measurement(BootSet.Profile.EMULATED, 1))
                .isNotEqualTo(set.measurement(BootSet.Profile.HARDWARE, 2))
                .isNotEqualTo(set.measurement(BootSet.Profile.EMULATED, 2, VcpuType.EPYC_GENOA))
                .isEqualTo(set.measurement(BootSet.Profile.EMULATED, 2, BootSet.VCPU_TYPE));
    }

    @Test
    void theCopiesGiveTheMeasurementThatWasPredicted() throws IOException, Malformed {
        BootSet set = BootSet.read(folder);
        GuestFolder guest = new GuestFolder(Files.createDirectory(dir.resolve("guest")));

        BootFiles files = BootFiles.copy(set, BootSet.Profile.EMULATED, guest, 2);

        assertThat(files.measurement()).isEqualTo(set.measurement(BootSet.Profile.EMULATED, 2));
        assertThat(files.hashesGpa()).isEqualTo(0x810C00);
        assertThat(Files.size(guest.file(GuestFolder.KERNEL_HASHES))).isEqualTo(176);
    }

    @Test
    void eachChangedFileIsNamed() throws IOException {
        for (String name : List.of("firmware.fd", "vmlinuz", "initrd")) {
            Path file = folder.resolve(name);
            byte[] good = Files.readAllBytes(file);
            byte[] changed = good.clone();
            changed[changed.length - 1] ^= 1;
            Files.write(file, changed);
            assertThatThrownBy(() -> BootSet.read(folder))
                    .isInstanceOf(Malformed.class)
                    .hasMessageContaining(name + ": the file has SHA-256");
            Files.write(file, good);
        }
    }

    @Test
    void aManifestIsReadStrictly() throws IOException {
        String good = Files.readString(folder.resolve("manifest.json"));

        assertMalformed(good.replace("\"format\":1", "\"format\":2"), "format: must be from 1 to 1, is 2");
        assertMalformed(good.replace("\"key\":\"0123\"", "\"keys\":\"0123\""), "key: is missing");
        assertMalformed(good.replace("\"inputs\":[]", "\"inputs\":[],\"more\":1"), "unknown member more");
        assertMalformed(good.substring(0, good.length() - 1), "manifest.json");
    }

    private void assertMalformed(String manifest, String sentence) throws IOException {
        Files.writeString(folder.resolve("manifest.json"), manifest);
        assertThatThrownBy(() -> BootSet.read(folder))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining(sentence);
    }
}
