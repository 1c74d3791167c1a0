package dev.cloister.broker.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeyTest {
    @TempDir
    Path folder;

    private Path file;
    private MasterKey master;

    @BeforeEach
    void make() throws IOException {
        file = folder.resolve("master.key");
        master = MasterKey.open(file, true);
    }

    @Test
    void opensWhatItSealedAlsoInALaterProcess() throws Exception {
        Bytes sealed = seal("resource a/b/c version 1", "correct horse");
        try (MasterKey later = MasterKey.open(file, false);
                Secret opened = later.open("resource a/b/c version 1", sealed)) {
            assertThat(text(opened)).isEqualTo("correct horse");
        }
    }

    @Test
    void anEmptySecretCanBeSealed() throws Exception {
        assertThat(master.open("x", seal("x", "")).length()).isZero();
    }

    @Test
    void opensInItsOwnPlaceOnly() {
        Bytes sealed = seal("resource a/b/c version 1", "correct horse");
        assertThatThrownBy(() -> master.open("resource a/b/c version 2", sealed))
                .isInstanceOf(Malformed.class);
    }

    @Test
    void everyChangedOrMissingByteIsRefused() {
        byte[] sealed = seal("x", "correct horse").array();
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> master.open("x", Bytes.of(changed)))
                    .as("byte %d", i)
                    .isInstanceOf(Malformed.class);
            Bytes shorter = Bytes.of(sealed, 0, i);
            assertThatThrownBy(() -> master.open("x", shorter))
                    .as("%d bytes", i)
                    .isInstanceOf(Malformed.class);
        }
        assertThatThrownBy(() -> master.open("x", Bytes.of(sealed).concat(Bytes.hex("00"))))
                .isInstanceOf(Malformed.class);
    }

    @Test
    void sealingTwiceGivesDifferentBytes() {
        assertThat(seal("x", "same")).isNotEqualTo(seal("x", "same"));
    }

    @Test
    void anotherMasterKeyOpensNothing() throws IOException {
        Bytes sealed = seal("x", "correct horse");
        try (MasterKey other = MasterKey.open(folder.resolve("other.key"), true)) {
            assertThatThrownBy(() -> other.open("x", sealed)).isInstanceOf(Malformed.class);
        }
    }

    @Test
    void theFileIsTheOwnersAloneAndRefusedOtherwise() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> MasterKey.open(file, false)).hasMessageContaining("chmod it to 600");
    }

    @Test
    void aMissingOrShortKeyIsNotReplaced() throws IOException {
        Files.write(file, new byte[31]);
        assertThatThrownBy(() -> MasterKey.open(file, true)).hasMessageContaining("31 bytes");
        Files.delete(file);
        assertThatThrownBy(() -> MasterKey.open(file, false)).hasMessageContaining("missing");
        assertThat(file).doesNotExist();
    }

    private Bytes seal(String name, String content) {
        try (Secret secret = Secret.of(Bytes.utf8(content).array())) {
            return master.seal(name, secret);
        }
    }

    private static String text(Secret secret) {
        return secret.use(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
}
