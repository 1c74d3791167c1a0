package dev.cloister.broker.keys;

import dev.cloister.broker.store.Database;
import dev.cloister.broker.store.Rows;
import dev.cloister.bytes.Base64s;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;

/// The keys of one home, made on first use: root and statement key sealed in the database, the admin key as a file
/// (0600, PEM) for the owner's tools. No key signs two kinds of object.
public record HomeKeys(SigningKey root, SigningKey statement, SigningKey admin) {
    private static final int MAX_PEM = 1024;
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    private record Sealed(Bytes content) {}

    public static HomeKeys open(Path adminFile, Database database, MasterKey master) throws IOException {
        try {
            return new HomeKeys(
                    sealed("root", database, master), sealed("statement", database, master), admin(adminFile));
        } catch (Malformed broken) {
            throw new IOException("a key of this broker cannot be read: " + broken.getMessage(), broken);
        }
    }

    private static SigningKey sealed(String name, Database database, MasterKey master) throws IOException, Malformed {
        Optional<Sealed> stored = database.read(rows -> stored(rows, name));
        if (stored.isPresent()) {
            try (Secret encoded = master.open("signing key " + name, stored.get().content())) {
                return SigningKey.decode(encoded);
            }
        }
        SigningKey fresh = SigningKey.generate();
        try (Secret encoded = fresh.encoded()) {
            Bytes content = master.seal("signing key " + name, encoded);
            String shown = Json.object()
                    .put("crv", "P-256")
                    .put("kty", "EC")
                    .put("x", fresh.x().base64Url())
                    .put("y", fresh.y().base64Url())
                    .build()
                    .compact();
            database.write(rows -> rows.change(
                    "insert into signing_key (name, public, sealed) values (?, ?, ?)", name, shown, content));
        }
        return fresh;
    }

    private static Optional<Sealed> stored(Rows rows, String name) throws SQLException {
        return rows.one("select sealed from signing_key where name = ?", row -> new Sealed(row.bytes(1)), name);
    }

    private static SigningKey admin(Path file) throws IOException, Malformed {
        if (!Files.exists(file)) {
            SigningKey fresh = SigningKey.generate();
            try (Secret pem = fresh.pem()) {
                SecretFile.create(file, pem);
            }
            return fresh;
        }
        try (Secret pem = SecretFile.read(file, MAX_PEM);
                Secret der = fromPem(pem)) {
            return SigningKey.decode(der);
        }
    }

    /// One PRIVATE KEY block and nothing else.
    private static Secret fromPem(Secret pem) throws Malformed {
        return pem.<Secret, Malformed>use(bytes -> {
            String text = new String(bytes, StandardCharsets.US_ASCII).strip();
            if (!text.startsWith(BEGIN) || !text.endsWith(END) || text.length() < BEGIN.length() + END.length()) {
                throw new Malformed("admin.key", "", -1, "must be one PEM block PRIVATE KEY");
            }
            String base64 = text.substring(BEGIN.length(), text.length() - END.length()).replaceAll("[\r\n]", "");
            return Secret.of(Base64s.decodeStandard("admin.key", "base64", base64).array());
        });
    }
}
