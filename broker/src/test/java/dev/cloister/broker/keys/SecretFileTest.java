package dev.cloister.broker.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cloister.bytes.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFileTest {
    @TempDir
    private Path folder;

    private Path file(String rights) throws IOException {
        Path file = Files.write(folder.resolve("key"), new byte[32]);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--------"})
    void whatOnlyItsOwnerReadsIsRead(String rights) throws IOException {
        try (Secret secret = SecretFile.read(file(rights), 32)) {
            assertThat(secret.length()).isEqualTo(32);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "r--r--r--", "rw-rw----", "r-----r--", "rwx------", "r-xr-----"})
    void whatOthersReachIsRefused(String rights) throws IOException {
        Path file = file(rights);
        assertThatThrownBy(() -> SecretFile.read(file, 32))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("chmod");
    }

    /// systemd's way of lending a credential.
    @Test
    void aCredentialOfRootsMayShowTheMaskOfItsAccessList() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root makes root's files");
        Path file = file("r--r-----");
        SecretFile.read(file, 32).close();
        Files.setAttribute(file, "unix:gid", 100);
        assertThatThrownBy(() -> SecretFile.read(file, 32)).isInstanceOf(IOException.class);
    }

    @Test
    void oneThatCannotBeMadeLeavesNoPart() throws IOException {
        Path taken = Files.createDirectories(folder.resolve("key/in-the-way")).getParent();
        try (Secret secret = Secret.random(32)) {
            assertThatThrownBy(() -> SecretFile.create(taken, secret)).isInstanceOf(IOException.class);
        }
        assertThat(folder).isDirectoryNotContaining("glob:**.new");
    }
}
