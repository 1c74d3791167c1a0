package dev.cloister.protocol.jose;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;

/// A P-256 public key, both coordinates 32 bytes, big-endian (RFC 7518 section 6.2.1).
public record Jwk(Bytes x, Bytes y) {
    public static final int COORDINATE_BYTES = 32;

    /// The only algorithm of a TEE key (specs guest-broker-channel 3).
    public static final String TEE_ALGORITHM = "ECDH-ES+A256KW";

    public Jwk {
        if (x.length() != COORDINATE_BYTES || y.length() != COORDINATE_BYTES) {
            throw new IllegalArgumentException("a P-256 coordinate has 32 bytes");
        }
    }

    /// SHA-256 in base64url, 43 characters (RFC 7638).
    public String thumbprint() {
        return Digests.sha256(Bytes.utf8(sortedJson())).base64Url();
    }

    /// The same, for a guest.
    public String thumbprint(Symmetric symmetric) {
        return symmetric.sha256(Bytes.utf8(sortedJson()).array()).base64Url();
    }

    /// Members `kty`, `crv`, `x`, `y`.
    public JsonObject toJson() {
        return Json.object()
                .put("kty", "EC")
                .put("crv", "P-256")
                .put("x", x.base64Url())
                .put("y", y.base64Url())
                .build();
    }

    /// Members `kty`, `crv`, `alg`, `x`, `y`: the form of a TEE key.
    public JsonObject toTeeJson() {
        return Json.object()
                .put("kty", "EC")
                .put("crv", "P-256")
                .put("alg", TEE_ALGORITHM)
                .put("x", x.base64Url())
                .put("y", y.base64Url())
                .build();
    }

    /// The form without `alg`; other members are refused.
    public static Jwk parse(JsonFields in) throws Malformed {
        Jwk key = members(in);
        in.end();
        return key;
    }

    /// The form with `alg`; other members and other algorithms are refused.
    public static Jwk parseTee(JsonFields in) throws Malformed {
        if (!in.text("alg").equals(TEE_ALGORITHM)) throw in.bad("alg", "must be " + TEE_ALGORITHM);
        Jwk key = members(in);
        in.end();
        return key;
    }

    private static Jwk members(JsonFields in) throws Malformed {
        if (!in.text("kty").equals("EC")) throw in.bad("kty", "must be EC");
        if (!in.text("crv").equals("P-256")) throw in.bad("crv", "must be P-256");
        return new Jwk(coordinate(in, "x"), coordinate(in, "y"));
    }

    private static Bytes coordinate(JsonFields in, String name) throws Malformed {
        Bytes bytes = in.base64Url(name);
        if (bytes.length() != COORDINATE_BYTES) {
            throw in.bad(name, "must be " + COORDINATE_BYTES + " bytes, is " + bytes.length());
        }
        return bytes;
    }

    /// Whether this is a point of the curve; the point at infinity has no such form.
    public boolean isPoint() {
        return Curve.hasPoint(x, y);
    }

    /// Members in the order that thumbprint and `epk` need: sorted.
    String sortedJson() {
        return "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"" + x.base64Url() + "\",\"y\":\"" + y.base64Url() + "\"}";
    }
}
