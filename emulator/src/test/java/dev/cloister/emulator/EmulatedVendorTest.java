package dev.cloister.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmulatedVendorTest {

    @TempDir
    private Path home;

    @BeforeEach
    void copyOfAVendor() throws IOException {
        Files.createDirectory(home.resolve("vendor"));
        try (Stream<Path> files = Files.list(TestVendor.HOME.resolve("vendor"))) {
            for (Path file : files.toList()) {
                Files.copy(file, home.resolve("vendor").resolve(file.getFileName()));
            }
        }
    }

    @Test
    void twoAtOnceMakeOneVendor() {
        EmulatedVendor second = TestVendor.BOTH.get(1);

        assertThat(second.root()).isEqualTo(TestVendor.ONE.root());
        assertThat(second.chip().chipId()).isEqualTo(TestVendor.ONE.chip().chipId());
        assertThat(TestVendor.OTHER.root()).isNotEqualTo(TestVendor.ONE.root());
    }

    @Test
    void openedAgainItIsTheSame() throws IOException, Malformed {
        assertThat(EmulatedVendor.open(home).root()).isEqualTo(TestVendor.ONE.root());
    }

    @Test
    void isForItsOwnerAloneAndLeavesNothingElse() throws IOException {
        assertThat(permissions(TestVendor.HOME)).isEqualTo("rwx------");
        try (Stream<Path> files = Files.walk(TestVendor.HOME)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(permissions(file)).as(file.toString()).isEqualTo("rw-------");
            }
        }
        try (Stream<Path> files = Files.list(TestVendor.HOME)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("lock", "vendor");
        }
    }

    @Test
    void brokenFilesAreSaid() throws IOException {
        for (String name : List.of("ark.key", "vcek.key")) {
            Path file = home.resolve("vendor").resolve(name);
            byte[] good = Files.readAllBytes(file);
            Files.writeString(file, "no key");
            assertThatThrownBy(() -> EmulatedVendor.open(home))
                    .isInstanceOf(Malformed.class)
                    .hasMessageContaining(name + ": is not a PKCS #8 key");
            Files.write(file, good);
        }
        Files.writeString(home.resolve("vendor/chip-id"), "short");
        assertThatThrownBy(() -> EmulatedVendor.open(home))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("chip-id: must be 64 bytes, is 5");
        Files.writeString(home.resolve("vendor/ark.der"), "no certificate");
        assertThatThrownBy(() -> EmulatedVendor.open(home))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("ark.der: is not a certificate");
        Files.write(home.resolve("vendor/ark.der"), new byte[20_000]);
        assertThatThrownBy(() -> EmulatedVendor.open(home)).hasMessageContaining("is larger than 16384 bytes");
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
