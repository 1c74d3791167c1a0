package dev.cloister.broker.keys;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import dev.cloister.bytes.Base64s;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Cursor;
import dev.cloister.bytes.Malformed;
import dev.cloister.protocol.jose.Jwk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// The public key of an owner elsewhere: one PEM block PUBLIC KEY, a SubjectPublicKeyInfo on P-256 with its point
/// uncompressed (RFC 5480), 91 bytes.
final class OwnersKey {
    private static final Bytes BEFORE_POINT = Bytes.hex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");
    private static final int FIELD = 32;
    private static final int MAX_PEM = 1024;
    private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
    private static final String END = "-----END PUBLIC KEY-----";

    private OwnersKey() {}

    static Jwk read(Path file) throws IOException, Malformed {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file + ": there is no such file");
        }
        String structure = file.toString();
        if (Files.size(file) > MAX_PEM) {
            throw new Malformed(structure, "", -1, "is longer than " + MAX_PEM + " bytes, so no public key");
        }
        String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        if (!text.startsWith(BEGIN) || !text.endsWith(END) || text.length() < BEGIN.length() + END.length()) {
            throw new Malformed(structure, "", -1, "must be one PEM block PUBLIC KEY");
        }
        String base64 =
                text.substring(BEGIN.length(), text.length() - END.length()).replaceAll("[\r\n]", "");
        return decode(structure, Base64s.decodeStandard(structure, "base64", base64));
    }

    static Jwk decode(String structure, Bytes der) throws Malformed {
        Cursor in = Cursor.bigEndian(structure, der.array());
        if (!in.bytes("header", BEFORE_POINT.length()).equals(BEFORE_POINT)) {
            throw in.bad("header", "is not that of a public key on P-256");
        }
        Bytes x = in.bytes("x", FIELD);
        Bytes y = in.bytes("y", FIELD);
        in.end();
        try {
            new ECKey.Builder(Curve.P_256, Base64URL.encode(x.array()), Base64URL.encode(y.array())).build();
        } catch (IllegalStateException offCurve) {
            throw in.bad("point", "is not on P-256");
        }
        return new Jwk(x, y);
    }
}
