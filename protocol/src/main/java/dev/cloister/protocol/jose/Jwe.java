package dev.cloister.protocol.jose;

import dev.cloister.bytes.Base64s;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// A flattened JWE (RFC 7516) with `ECDH-ES+A256KW` and `A256GCM` to a P-256 key.
///
/// The protected header has exactly one form: no white space, members `alg`, `enc`, `epk` and inside it `crv`, `kty`,
/// `x`, `y`. CoCo's clients write the header anew before they use it as additional data, so another order cannot be
/// decrypted by them (specs kbs-protocol 4).
public record Jwe(String protectedHeader, Bytes encryptedKey, Bytes iv, Bytes ciphertext, Bytes tag) {
    private static final String ALGORITHM = "ECDH-ES+A256KW";
    private static final String HEAD = "{\"alg\":\"" + ALGORITHM + "\",\"enc\":\"A256GCM\",\"epk\":";
    private static final int WRAPPED_BYTES = 40;
    private static final int IV_BYTES = 12;
    private static final int COORDINATE_LENGTH = 43;
    private static final String STRUCTURE = "JWE";

    public Jwe {
        if (encryptedKey.length() != WRAPPED_BYTES || iv.length() != IV_BYTES || tag.length() != Symmetric.TAG_BYTES) {
            throw new IllegalArgumentException("lengths of a JWE");
        }
    }

    /// Refuses a recipient that is not a point of the curve.
    public static Jwe seal(Crypto crypto, Jwk recipient, Secret plaintext) throws Malformed {
        try (P256.PrivateKey ephemeral = crypto.p256().generate();
                Secret cek = crypto.symmetric().random(Symmetric.KEY_BYTES);
                Secret iv = crypto.symmetric().random(IV_BYTES)) {
            return seal(crypto.symmetric(), ephemeral, cek, iv.use(new Copy()), recipient, plaintext);
        }
    }

    /// With all randomness given, for known answers. Each of the three may be used once only.
    public static Jwe seal(
            Symmetric symmetric, P256.PrivateKey ephemeral, Secret cek, Bytes iv, Jwk recipient, Secret plaintext)
            throws Malformed {
        String header =
                Bytes.utf8(HEAD + ephemeral.publicKey().sortedJson() + "}").base64Url();
        try (Secret shared = ephemeral.agree(recipient);
                Secret kek = shared.use(new ConcatKdf(symmetric))) {
            Bytes wrapped = symmetric.wrapKey(kek, cek);
            byte[] sealed = symmetric.sealGcm(cek, iv, ascii(header), plaintext);
            int length = sealed.length - Symmetric.TAG_BYTES;
            Bytes tag = Bytes.of(sealed, length, sealed.length);
            return new Jwe(header, wrapped, iv, Bytes.of(sealed, 0, length), tag);
        }
    }

    /// The plaintext, if it was sealed to this key and nothing was changed since.
    public Secret open(Symmetric symmetric, P256.PrivateKey recipient) throws Malformed {
        Jwk sender = ephemeralKey();
        try (Secret shared = recipient.agree(sender);
                Secret kek = shared.use(new ConcatKdf(symmetric))) {
            Optional<Secret> cek = symmetric.unwrapKey(kek, encryptedKey);
            if (cek.isEmpty()) throw new Malformed(STRUCTURE, "encrypted_key", -1, "is not for this key");
            try (Secret key = cek.get()) {
                byte[] sealed = ciphertext.concat(tag).array();
                Optional<Secret> plaintext = symmetric.openGcm(key, iv, ascii(protectedHeader), sealed);
                if (plaintext.isPresent()) return plaintext.get();
                throw new Malformed(STRUCTURE, "tag", -1, "does not fit key, header and ciphertext");
            }
        }
    }

    private Jwk ephemeralKey() throws Malformed {
        Bytes decoded = Base64s.decodeUrl(STRUCTURE, "protected", protectedHeader);
        String text = new String(decoded.array(), StandardCharsets.ISO_8859_1);
        int x = HEAD.length() + "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"".length();
        int y = x + COORDINATE_LENGTH + "\",\"y\":\"".length();
        if (text.length() != y + COORDINATE_LENGTH + "\"}}".length()) throw badHeader();
        Jwk key = new Jwk(coordinate("x", text, x), coordinate("y", text, y));
        if (!text.equals(HEAD + key.sortedJson() + "}")) throw badHeader();
        return key;
    }

    private static Bytes coordinate(String name, String text, int at) throws Malformed {
        return Base64s.decodeUrl(STRUCTURE, "protected.epk." + name, text.substring(at, at + COORDINATE_LENGTH));
    }

    private static Malformed badHeader() {
        return new Malformed(STRUCTURE, "protected", -1, "must be exactly alg, enc and epk for " + ALGORITHM);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private record Copy() implements Secret.ThrowingFunction<byte[], Bytes, RuntimeException> {
        @Override
        public Bytes apply(byte[] bytes) {
            return Bytes.of(bytes);
        }
    }

    /// RFC 7518 section 4.6.2 for 256 bits and no parties' names: SHA-256 over the round, the shared secret, the
    /// algorithm with its length, two empty names and the number of bits.
    private record ConcatKdf(Symmetric symmetric) implements Secret.ThrowingFunction<byte[], Secret, RuntimeException> {
        private static final Bytes ROUND = Bytes.hex("00000001");
        private static final Bytes INFORMATION =
                Bytes.hex("0000000e").concat(Bytes.utf8(ALGORITHM)).concat(Bytes.hex("000000000000000000000100"));

        @Override
        public Secret apply(byte[] shared) {
            byte[] input = new byte[ROUND.length() + shared.length + INFORMATION.length()];
            System.arraycopy(ROUND.array(), 0, input, 0, ROUND.length());
            System.arraycopy(shared, 0, input, ROUND.length(), shared.length);
            System.arraycopy(INFORMATION.array(), 0, input, ROUND.length() + shared.length, INFORMATION.length());
            Bytes key = symmetric.sha256(input);
            Arrays.fill(input, (byte) 0);
            return Secret.of(key.array());
        }
    }

    public JsonObject toJson() {
        return Json.object()
                .put("protected", protectedHeader)
                .put("encrypted_key", encryptedKey.base64Url())
                .put("iv", iv.base64Url())
                .put("ciphertext", ciphertext.base64Url())
                .put("tag", tag.base64Url())
                .build();
    }

    /// Exactly the five members; there is no `aad` member.
    public static Jwe parse(JsonFields in) throws Malformed {
        Jwe jwe = new Jwe(
                in.text("protected"),
                exactly(in, "encrypted_key", WRAPPED_BYTES),
                exactly(in, "iv", IV_BYTES),
                in.base64Url("ciphertext"),
                exactly(in, "tag", Symmetric.TAG_BYTES));
        in.end();
        return jwe;
    }

    private static Bytes exactly(JsonFields in, String name, int length) throws Malformed {
        Bytes bytes = in.base64Url(name);
        if (bytes.length() != length) throw in.bad(name, "must be " + length + " bytes, is " + bytes.length());
        return bytes;
    }
}
