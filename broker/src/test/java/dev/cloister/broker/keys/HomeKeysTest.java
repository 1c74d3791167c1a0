package dev.cloister.broker.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.broker.store.Database;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
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
        assertThat(second.root().x()).isEqualTo(first.root().x());
        assertThat(second.statement().y()).isEqualTo(first.statement().y());
        assertThat(second.admin().publicKey()).isEqualTo(first.admin().publicKey());
        assertThat(first.root().x())
                .isNotEqualTo(first.statement().x())
                .isNotEqualTo(first.admin().x());
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
        assertThat(key.getS()).isEqualTo(((ECPrivateKey) keys.admin().privateKey()).getS());
    }

    @Test
    void privateKeysAreNotInTheDatabaseFile() throws Exception {
        HomeKeys keys = open();
        byte[] encoded;
        try (Secret secret = keys.root().encoded()) {
            encoded = secret.use(byte[]::clone);
        }
        String scalar = Bytes.of(encoded, 36, 68).hex();
        for (String name : new String[] {"broker.db", "broker.db-wal"}) {
            Path file = folder.resolve(name);
            String content = Files.exists(file) ? Bytes.of(Files.readAllBytes(file)).hex() : "";
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
        try (Secret encoded = SigningKey.generate().encoded()) {
            good = encoded.use(byte[]::clone);
        }
        assertThat(SigningKey.decode(Secret.of(good.clone())).x()).isEqualTo(Bytes.of(good, 74, 106));
        for (int bit = 0; bit < good.length * 8; bit += 7) {
            byte[] changed = good.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> SigningKey.decode(Secret.of(changed)))
                    .as("bit %d", bit)
                    .isInstanceOf(Malformed.class);
        }
        for (int length = 0; length < good.length; length += 9) {
            byte[] shorter = Bytes.of(good, 0, length).array();
            assertThatThrownBy(() -> SigningKey.decode(Secret.of(shorter))).isInstanceOf(Malformed.class);
        }
    }

    private HomeKeys open() throws IOException {
        try (Database database = Database.open(folder.resolve("broker.db"));
                MasterKey master = MasterKey.open(folder.resolve("master.key"), true)) {
            return HomeKeys.open(folder.resolve("admin.key"), database, master);
        }
    }
}
