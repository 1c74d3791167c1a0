package dev.cloister.broker.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.broker.store.Database;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.protocol.jose.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeKeysTest {
    @TempDir
    Path folder;

    @Test
    void theSameKeysComeBack() throws IOException {
        HomeKeys first = open();
        HomeKeys second = open();
        assertThat(second.root().publicKey()).isEqualTo(first.root().publicKey());
        assertThat(second.statement().publicKey()).isEqualTo(first.statement().publicKey());
        assertThat(second.admin()).isEqualTo(first.admin());
        assertThat(first.root().publicKey())
                .isNotEqualTo(first.statement().publicKey())
                .isNotEqualTo(first.admin());
    }

    @Test
    void theAdminKeyIsAFileThatOtherToolsRead() throws Exception {
        HomeKeys keys = open();
        Path file = folder.resolve("admin.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        String base64 = Files.readString(file).replaceAll("-----[A-Z ]+-----|\\s", "");
        byte[] pkcs8 = Base64.getDecoder().decode(base64);
        var key = (ECPrivateKey) KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        SigningKey read = SigningKey.load(Secret.of(pkcs8), keys.admin());
        assertThat(read.publicKey()).isEqualTo(keys.admin());
        assertThat(key.getParams().getCurve().getField().getFieldSize()).isEqualTo(256);
    }

    @Test
    void privateKeysAreNotInTheDatabaseFile() throws Exception {
        HomeKeys keys = open();
        String scalar;
        try (Secret secret = keys.root().pkcs8()) {
            scalar = secret.use(bytes -> Bytes.of(bytes, bytes.length - 32, bytes.length))
                    .hex();
        }
        for (String name : new String[] {"broker.db", "broker.db-wal"}) {
            Path file = folder.resolve(name);
            String content =
                    Files.exists(file) ? Bytes.of(Files.readAllBytes(file)).hex() : "";
            assertThat(content).doesNotContain(scalar);
        }
    }

    @Test
    void anAdminKeyOfAnotherFormIsRefused() throws IOException {
        open();
        Path file = folder.resolve("admin.key");
        Files.writeString(file, Files.readString(file) + Files.readString(file));
        assertThatThrownBy(this::open).isInstanceOf(IOException.class);
        Files.writeString(file, "-----BEGIN PRIVATE KEY-----");
        assertThatThrownBy(this::open).isInstanceOf(IOException.class);
    }

    @Test
    void everyChangedBitOfAnEncodedKeyIsRefused() throws Exception {
        byte[] good;
        try (Secret encoded = AdminKey.encode(SigningKey.generate())) {
            good = encoded.use(byte[]::clone);
        }
        assertThat(AdminKey.decode(Secret.of(good.clone())).publicKey().x()).isEqualTo(Bytes.of(good, 74, 106));
        for (int bit = 0; bit < good.length * 8; bit += 7) {
            byte[] changed = good.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> AdminKey.decode(Secret.of(changed)))
                    .as("bit %d", bit)
                    .isInstanceOf(Malformed.class);
        }
        for (int length = 0; length < good.length; length += 9) {
            byte[] shorter = Bytes.of(good, 0, length).array();
            assertThatThrownBy(() -> AdminKey.decode(Secret.of(shorter))).isInstanceOf(Malformed.class);
        }
    }

    private HomeKeys open() throws IOException {
        try (Database database = Database.open(folder.resolve("broker.db"));
                MasterKey master = MasterKey.open(folder.resolve("master.key"), true)) {
            return HomeKeys.open(folder.resolve("admin.key"), database, master);
        }
    }
}
