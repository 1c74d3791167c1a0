package dev.cloister.cli.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Base64s;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.protocol.jose.JdkP256;
import dev.cloister.protocol.jose.Jwk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFilesTest {
    @TempDir
    private Path folder;

    @Test
    void keepsAKeyForItsOwnerAlone() throws IOException, Malformed {
        Path file = folder.resolve("owner.key");

        Jwk made = KeyFiles.create(file);

        assertThat(KeyFiles.read(file).publicKey()).isEqualTo(made);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.list(folder)).containsExactly(file);
    }

    @Test
    void refusesWhatIsNoKey() throws IOException {
        Path file = folder.resolve("owner.key");
        KeyFiles.create(file);
        String text = Files.readString(file);
        for (String broken : new String[] {
            "", text.substring(0, 40), text.replace("PRIVATE", "PUBLIC"), text.replaceFirst("M", "!"), "x".repeat(9000)
        }) {
            Files.writeString(file, broken);
            assertThatThrownBy(() -> KeyFiles.read(file))
                    .isInstanceOf(Malformed.class)
                    .hasMessageStartingWith(file.toString());
        }
    }

    @Test
    void signsAdminTokensThatItsPublicKeyVerifies() throws IOException, Malformed {
        Path file = folder.resolve("admin.key");
        Jwk key = KeyFiles.create(file);

        String[] parts = AdminToken.sign(KeyFiles.readPrivate(file), Instant.ofEpochSecond(1000))
                .split("\\.", -1);

        assertThat(new String(
                        Base64s.decodeUrl("token", "claims", parts[1]).array(),
                        java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("{\"role\":\"admin\",\"iat\":1000,\"exp\":1120}");
        assertThat(new JdkP256()
                        .verify(
                                key,
                                Bytes.utf8(parts[0] + "." + parts[1]).array(),
                                Base64s.decodeUrl("token", "signature", parts[2])))
                .isTrue();
    }
}
