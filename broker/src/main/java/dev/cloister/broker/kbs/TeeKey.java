package dev.cloister.broker.kbs;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Excerpt;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.protocol.jose.Jwk;

/// The key that a client of KBS makes and its evidence is over (specs kbs-protocol 3.5): resources are
/// encrypted to it.
sealed interface TeeKey permits P256TeeKey, P521TeeKey, RsaTeeKey {
    /// As the client's evidence hashes it: the members that KBS knows and no others.
    JsonObject json();

    /// Text whose SHA-256 is the thumbprint (RFC 7638 section 3.2): the required members, sorted.
    String thumbprintText();

    /// Encrypts to the holder: a flattened JWE with `A256GCM` (specs kbs-protocol 4).
    JsonObject seal(Secret plaintext);

    /// SHA-256 in base64url, 43 characters.
    default String thumbprint() {
        return Digests.sha256(Bytes.utf8(thumbprintText())).base64Url();
    }

    /// Keys that nothing could be encrypted to are refused here, not when a resource is asked for: a guest
    /// should hear of it before it is attested.
    static TeeKey parse(JsonFields in) throws Malformed {
        String algorithm = in.text("alg");
        String type = in.text("kty");
        return switch (type) {
            case "EC" -> ellipticCurve(in, algorithm);
            case "RSA" -> RsaTeeKey.parse(in, algorithm);
            default -> throw in.bad("kty", Excerpt.of(type) + " is not served; EC and RSA are");
        };
    }

    private static TeeKey ellipticCurve(JsonFields in, String algorithm) throws Malformed {
        if (!algorithm.equals(Jwk.TEE_ALGORITHM)) {
            throw in.bad("alg", Excerpt.of(algorithm) + " is not served; " + Jwk.TEE_ALGORITHM + " is");
        }
        String curve = in.text("crv");
        return switch (curve) {
            case "P-256" -> P256TeeKey.parse(in);
            case "P-521" -> P521TeeKey.parse(in);
            default -> throw in.bad("crv", Excerpt.of(curve) + " is not served; P-256 and P-521 are");
        };
    }

    /// Text of a stored key; what parses was written here.
    static TeeKey stored(String json) throws Malformed {
        return parse(
                JsonFields.of("TeeKey", Json.parse("TeeKey", Bytes.utf8(json).array(), 1)));
    }
}
