package dev.cloister.broker.kbs;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Secret;
import dev.cloister.protocol.jose.Crypto;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.protocol.jose.Symmetric;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A flattened JWE (RFC 7516) with `A256GCM`, for keys that the channel's own {@link
/// dev.cloister.protocol.jose.Jwe} does not know.
///
/// CoCo's clients write the protected header anew before they use it as additional data, so it has no white
/// space and its members come as `alg`, `enc` and then by name, those of `epk` by name, too (specs
/// kbs-observed 4, item 17).
final class ResponseJwe {
    private static final Symmetric SYMMETRIC = Crypto.jdk().symmetric();
    private static final int IV_BYTES = 12;

    /// RFC 7518 section 4.6.2: the round; behind the shared secret the algorithm with its length, two empty
    /// names and the number of bits.
    private static final Bytes ROUND = Bytes.hex("00000001");

    private static final Bytes INFORMATION =
            Bytes.hex("0000000e").concat(Bytes.utf8(Jwk.TEE_ALGORITHM)).concat(Bytes.hex("000000000000000000000100"));

    private ResponseJwe() {}

    static Secret contentKey() {
        return SYMMETRIC.random(Symmetric.KEY_BYTES);
    }

    /// With `ECDH-ES+A256KW`.
    ///
    /// @param epk the ephemeral public key, members sorted
    /// @param shared the x coordinate of the agreed point, of the curve's length
    static JsonObject agreed(JsonObject epk, Secret shared, Secret plaintext) {
        JsonObject header = Json.object()
                .put("alg", Jwk.TEE_ALGORITHM)
                .put("enc", "A256GCM")
                .put("epk", epk)
                .build();
        try (Secret kek = shared.use(ResponseJwe::derived);
                Secret contentKey = contentKey()) {
            return sealed(header, SYMMETRIC.wrapKey(kek, contentKey), contentKey, plaintext);
        }
    }

    private static Secret derived(byte[] shared) {
        byte[] input = new byte[ROUND.length() + shared.length + INFORMATION.length()];
        System.arraycopy(ROUND.array(), 0, input, 0, ROUND.length());
        System.arraycopy(shared, 0, input, ROUND.length(), shared.length);
        System.arraycopy(INFORMATION.array(), 0, input, ROUND.length() + shared.length, INFORMATION.length());
        Bytes key = Digests.sha256(input);
        Arrays.fill(input, (byte) 0);
        return Secret.of(key.array());
    }

    /// @param encryptedKey the content key, encrypted to the recipient
    static JsonObject sealed(JsonObject header, Bytes encryptedKey, Secret contentKey, Secret plaintext) {
        String protectedHeader = Bytes.utf8(header.compact()).base64Url();
        byte[] additional = protectedHeader.getBytes(StandardCharsets.US_ASCII);
        try (Secret random = SYMMETRIC.random(IV_BYTES)) {
            Bytes iv = random.use(Bytes::of);
            byte[] sealed = SYMMETRIC.sealGcm(contentKey, iv, additional, plaintext);
            int length = sealed.length - Symmetric.TAG_BYTES;
            return Json.object()
                    .put("protected", protectedHeader)
                    .put("encrypted_key", encryptedKey.base64Url())
                    .put("iv", iv.base64Url())
                    .put("ciphertext", Bytes.of(sealed, 0, length).base64Url())
                    .put("tag", Bytes.of(sealed, length, sealed.length).base64Url())
                    .build();
        }
    }
}
