package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.x509.Der;
import dev.cloister.evidence.x509.SignedStructure;
import java.security.Provider;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.util.Optional;

/// ECDSA on P-256 with SHA-256: every signature that Intel makes or lets make. In quotes and documents r and
/// s stand as such, in certificates and lists as DER (RFC 5758 section 3.2).
final class P256 {
    private static final int SCALAR_SIZE = 32;

    /// The content of an AlgorithmIdentifier: ecdsa-with-SHA256, no parameters.
    private static final Bytes ALGORITHM = Bytes.hex("06082a8648ce3d040302");

    private final Ecdsa ecdsa;

    P256(Provider provider) {
        this.ecdsa = new Ecdsa(Ecdsa.Curve.P256, provider);
    }

    static boolean isIn(Provider provider) {
        return Ecdsa.Curve.P256.isIn(provider);
    }

    static boolean isOn(PublicKey key) {
        return key instanceof ECPublicKey ec && Ecdsa.Curve.P256.has(ec);
    }

    /// As {@link Ecdsa#own}; empty for a key that is not on the curve.
    Optional<PublicKey> own(PublicKey key) {
        return key instanceof ECPublicKey ec && Ecdsa.Curve.P256.has(ec)
                ? Optional.of(ecdsa.own(ec))
                : Optional.empty();
    }

    /// As {@link Ecdsa#key}.
    Optional<PublicKey> key(Bytes coordinates) {
        return ecdsa.key(coordinates);
    }

    /// `signature` is r and s, 64 bytes.
    boolean signed(Bytes content, Bytes signature, PublicKey key) {
        return ecdsa.signed(content, signature.array(), key);
    }

    /// Whether the key made the signature, which must state exactly this algorithm.
    boolean signed(SignedStructure structure, PublicKey key) {
        if (!structure.algorithm().equals(ALGORITHM)) {
            return false;
        }
        try {
            Der outer = Der.of("signature", structure.signature());
            Der pair = outer.inside("pair", Der.SEQUENCE);
            outer.end();
            Bytes scalars = scalar(pair, "r").concat(scalar(pair, "s"));
            pair.end();
            return signed(structure.body(), scalars, key);
        } catch (Malformed e) {
            return false;
        }
    }

    private static Bytes scalar(Der in, String field) throws Malformed {
        byte[] content = in.positive(field).toByteArray();
        int from = content.length > SCALAR_SIZE && content[0] == 0 ? 1 : 0;
        if (content.length - from > SCALAR_SIZE) {
            throw new Malformed("signature", field, -1, "is longer than " + SCALAR_SIZE + " bytes");
        }
        byte[] scalar = new byte[SCALAR_SIZE];
        System.arraycopy(content, from, scalar, SCALAR_SIZE - content.length + from, content.length - from);
        return Bytes.of(scalar);
    }
}
