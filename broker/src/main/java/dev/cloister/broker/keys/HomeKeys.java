package dev.cloister.broker.keys;

import dev.cloister.broker.store.Database;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.protocol.jose.SigningKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// The keys of one home, made on first use: root, statement and token key sealed in the database, the admin key as a
/// file
/// (0600, PEM) for the owner's tools. No key signs two kinds of object.
///
/// @param admin the public half of the key that administers
public record HomeKeys(SigningKey root, SigningKey statement, SigningKey token, Jwk admin) {

    private record Stored(String publicKey, Bytes sealed) {}

    public static HomeKeys open(Path adminFile, Database database, MasterKey master) throws IOException {
        try {
            return with(AdminKey.open(adminFile).publicKey(), database, master);
        } catch (Malformed broken) {
            throw new IOException("a key of this broker cannot be read: " + broken.getMessage(), broken);
        }
    }

    /// With an owner elsewhere, of whom there is a public key in a file here. No admin key is made then.
    public static HomeKeys administeredBy(Path publicKey, Database database, MasterKey master) throws IOException {
        try {
            return with(OwnersKey.read(publicKey), database, master);
        } catch (Malformed broken) {
            throw new IOException(
                    broken.getMessage() + "; the owner's `cloister broker key` prints the right one", broken);
        }
    }

    private static HomeKeys with(Jwk admin, Database database, MasterKey master) throws IOException, Malformed {
        return new HomeKeys(
                stored("root", database, master),
                stored("statement", database, master),
                stored("token", database, master),
                admin);
    }

    private static SigningKey stored(String name, Database database, MasterKey master) throws IOException, Malformed {
        Optional<Stored> stored = database.read(rows -> rows.one(
                "select public, sealed from signing_key where name = ?",
                row -> new Stored(row.text(1), row.bytes(2)),
                name));
        if (stored.isPresent()) {
            Bytes publicKey = Bytes.utf8(stored.get().publicKey());
            try (Secret pkcs8 = master.open(sealedAs(name), stored.get().sealed())) {
                return SigningKey.load(pkcs8, Jwk.parse(JsonFields.parse("signing_key", publicKey.array(), 1)));
            }
        }
        SigningKey fresh = SigningKey.generate();
        try (Secret pkcs8 = fresh.pkcs8()) {
            Bytes sealed = master.seal(sealedAs(name), pkcs8);
            database.write(rows -> rows.change(
                    "insert into signing_key (name, public, sealed) values (?, ?, ?)",
                    name,
                    fresh.publicKey().toJson().compact(),
                    sealed));
        }
        return fresh;
    }

    private static String sealedAs(String name) {
        return "signing key " + name;
    }
}
