package dev.cloister.broker.keys;

import dev.cloister.bytes.Base64s;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Cursor;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.protocol.jose.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;

/// The owner's key as a file: one PEM block PRIVATE KEY, PKCS#8 with the public point in it (RFC 5958 around RFC 5915),
/// the 138 bytes that other tools write too. So the file alone is the whole pair.
final class AdminKey {
    /// RFC 5915 for P-256: everything before the 32 bytes of the scalar, and between it and the point.
    private static final Bytes BEFORE_SCALAR =
            Bytes.hex("308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420");

    private static final Bytes BEFORE_POINT = Bytes.hex("a14403420004");
    private static final int FIELD = 32;
    private static final int MAX_PEM = 1024;
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    private AdminKey() {}

    /// Reads the file, or makes it on first use.
    static SigningKey open(Path file) throws IOException, Malformed {
        if (Files.exists(file)) {
            try (Secret pem = SecretFile.read(file, MAX_PEM);
                    Secret der = fromPem(pem)) {
                return decode(der);
            }
        }
        SigningKey fresh = SigningKey.generate();
        try (Secret der = encode(fresh);
                Secret pem = toPem(der)) {
            SecretFile.create(file, pem);
        }
        return fresh;
    }

    /// Exactly the form above, and two halves that belong together.
    static SigningKey decode(Secret der) throws Malformed {
        return der.<SigningKey, Malformed>use(raw -> {
            Cursor in = Cursor.bigEndian("admin.key", raw);
            expect(in, "header", BEFORE_SCALAR);
            in.sub("scalar", FIELD);
            expect(in, "point_header", BEFORE_POINT);
            Jwk point = new Jwk(in.bytes("x", FIELD), in.bytes("y", FIELD));
            in.end();
            return SigningKey.load(der, point);
        });
    }

    private static void expect(Cursor in, String field, Bytes constant) throws Malformed {
        if (!in.bytes(field, constant.length()).equals(constant)) {
            throw in.bad(field, "is not that of a P-256 key with its public point");
        }
    }

    /// The JDK writes PKCS#8 without the point; its scalar stands where ours does.
    static Secret encode(SigningKey key) {
        int scalar = BEFORE_SCALAR.length();
        byte[] raw = new byte[scalar + FIELD + BEFORE_POINT.length() + 2 * FIELD];
        System.arraycopy(BEFORE_SCALAR.array(), 0, raw, 0, scalar);
        try (Secret plain = key.pkcs8()) {
            plain.lend(bytes -> System.arraycopy(bytes, bytes.length - FIELD, raw, scalar, FIELD));
        }
        byte[] point = BEFORE_POINT
                .concat(key.publicKey().x())
                .concat(key.publicKey().y())
                .array();
        System.arraycopy(point, 0, raw, scalar + FIELD, point.length);
        return Secret.of(raw);
    }

    private static Secret toPem(Secret der) {
        byte[] head = (BEGIN + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] foot = ("\n" + END + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] base64 = der.use(Base64.getMimeEncoder(64, new byte[] {'\n'})::encode);
        byte[] text = new byte[head.length + base64.length + foot.length];
        System.arraycopy(head, 0, text, 0, head.length);
        System.arraycopy(base64, 0, text, head.length, base64.length);
        System.arraycopy(foot, 0, text, head.length + base64.length, foot.length);
        Arrays.fill(base64, (byte) 0);
        return Secret.of(text);
    }

    private static Secret fromPem(Secret pem) throws Malformed {
        return pem.<Secret, Malformed>use(bytes -> {
            String text = new String(bytes, StandardCharsets.US_ASCII).strip();
            if (!text.startsWith(BEGIN) || !text.endsWith(END) || text.length() < BEGIN.length() + END.length()) {
                throw new Malformed("admin.key", "", -1, "must be one PEM block PRIVATE KEY");
            }
            String base64 =
                    text.substring(BEGIN.length(), text.length() - END.length()).replaceAll("[\r\n]", "");
            return Secret.of(
                    Base64s.decodeStandard("admin.key", "base64", base64).array());
        });
    }
}
