package dev.cloister.protocol.jose;

import dev.cloister.bytes.Base64s;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

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
    private static final int TAG_BYTES = 16;
    private static final int CEK_BYTES = 32;
    private static final String STRUCTURE = "JWE";

    public Jwe {
        if (encryptedKey.length() != WRAPPED_BYTES || iv.length() != IV_BYTES || tag.length() != TAG_BYTES) {
            throw new IllegalArgumentException("lengths of a JWE");
        }
    }

    /// Refuses a recipient that is not a point of the curve.
    public static Jwe seal(P256 p256, Jwk recipient, Secret plaintext) throws Malformed {
        try (P256.PrivateKey ephemeral = p256.generate();
                Secret cek = Secret.random(CEK_BYTES);
                Secret iv = Secret.random(IV_BYTES)) {
            return seal(ephemeral, cek, iv.use(Bytes::of), recipient, plaintext);
        }
    }

    /// With all randomness given, for known answers. Each of the three may be used once only.
    public static Jwe seal(P256.PrivateKey ephemeral, Secret cek, Bytes iv, Jwk recipient, Secret plaintext)
            throws Malformed {
        String header = Bytes.utf8(HEAD + ephemeral.publicKey().epk() + "}").base64Url();
        try (Secret kek = kek(ephemeral.agree(recipient))) {
            Bytes wrapped = kek.use(outer -> cek.use(inner -> {
                Cipher wrap = Cipher.getInstance("AESWrap");
                wrap.init(Cipher.WRAP_MODE, new SecretKeySpec(outer, "AES"));
                return Bytes.of(wrap.wrap(new SecretKeySpec(inner, "AES")));
            }));
            byte[] sealed = cek.use(key -> {
                Cipher gcm = gcm(Cipher.ENCRYPT_MODE, key, iv, header);
                return plaintext.use(gcm::doFinal);
            });
            int length = sealed.length - TAG_BYTES;
            Bytes tag = Bytes.of(sealed, length, sealed.length);
            return new Jwe(header, wrapped, iv, Bytes.of(sealed, 0, length), tag);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES", e);
        }
    }

    /// The plaintext, if it was sealed to this key and nothing was changed since.
    public Secret open(P256.PrivateKey recipient) throws Malformed {
        Jwk sender = ephemeralKey();
        try (Secret kek = kek(recipient.agree(sender));
                Secret cek = unwrap(kek)) {
            return cek.use(key -> {
                Cipher gcm = gcm(Cipher.DECRYPT_MODE, key, iv, protectedHeader);
                byte[] sealed = ciphertext.concat(tag).array();
                return Secret.of(gcm.doFinal(sealed));
            });
        } catch (AEADBadTagException changed) {
            throw new Malformed(STRUCTURE, "tag", -1, "does not fit key, header and ciphertext");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES", e);
        }
    }

    private Secret unwrap(Secret kek) throws Malformed, GeneralSecurityException {
        byte[] cek;
        try {
            cek = kek.use(outer -> {
                Cipher wrap = Cipher.getInstance("AESWrap");
                wrap.init(Cipher.UNWRAP_MODE, new SecretKeySpec(outer, "AES"));
                return wrap.unwrap(encryptedKey.array(), "AES", Cipher.SECRET_KEY).getEncoded();
            });
        } catch (InvalidKeyException notForThisKey) {
            throw new Malformed(STRUCTURE, "encrypted_key", -1, "is not for this key");
        }
        return Secret.of(cek);
    }

    private Jwk ephemeralKey() throws Malformed {
        Bytes decoded = Base64s.decodeUrl(STRUCTURE, "protected", protectedHeader);
        String text = new String(decoded.array(), StandardCharsets.ISO_8859_1);
        int x = HEAD.length() + "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"".length();
        int y = x + 43 + "\",\"y\":\"".length();
        if (text.length() != y + 43 + "\"}}".length()) throw badHeader();
        Bytes xBytes = Base64s.decodeUrl(STRUCTURE, "protected.epk.x", text.substring(x, x + 43));
        Bytes yBytes = Base64s.decodeUrl(STRUCTURE, "protected.epk.y", text.substring(y, y + 43));
        Jwk key = new Jwk(xBytes, yBytes);
        if (!text.equals(HEAD + key.epk() + "}")) throw badHeader();
        return key;
    }

    private static Malformed badHeader() {
        return new Malformed(STRUCTURE, "protected", -1, "must be exactly alg, enc and epk for " + ALGORITHM);
    }

    /// Concat KDF (RFC 7518 section 4.6.2) for 256 bits and no parties' names. Takes over and closes the secret.
    private static Secret kek(Secret shared) {
        try (shared) {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(new byte[] {0, 0, 0, 1});
            shared.lend(sha256::update);
            sha256.update(new byte[] {0, 0, 0, (byte) ALGORITHM.length()});
            sha256.update(ALGORITHM.getBytes(StandardCharsets.US_ASCII));
            sha256.update(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0});
            return Secret.of(sha256.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static Cipher gcm(int mode, byte[] key, Bytes iv, String header) throws GeneralSecurityException {
        Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
        gcm.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(8 * TAG_BYTES, iv.array()));
        gcm.updateAAD(header.getBytes(StandardCharsets.US_ASCII));
        return gcm;
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
                exactly(in, "tag", TAG_BYTES));
        in.end();
        return jwe;
    }

    private static Bytes exactly(JsonFields in, String name, int length) throws Malformed {
        Bytes bytes = in.base64Url(name);
        if (bytes.length() != length) throw in.bad(name, "must be " + length + " bytes, is " + bytes.length());
        return bytes;
    }
}
