package dev.cloister.evidence.x509;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;

/// The frame of a certificate or a list (RFC 5280 sections 4.1.1 and 5.1.1): what is signed, the algorithm,
/// the signature. What the JDK lets pass outside of the signed part is refused here, so that no byte is
/// without a meaning.
final class SignedStructure {
    private static final int BIT_STRING = 0x03;

    private SignedStructure() {}

    /// Exactly one structure, the algorithm outside equal to the one inside, a signature of whole bytes.
    static void check(String structure, Bytes der) throws Malformed {
        Der whole = Der.of(structure, der);
        Der parts = whole.inside("signed", Der.SEQUENCE);
        whole.end();
        Der body = parts.inside("body", Der.SEQUENCE);
        Bytes algorithm = parts.content("algorithm", Der.SEQUENCE);
        Bytes signature = parts.content("signature", BIT_STRING);
        parts.end();
        if (!algorithm.equals(algorithmInside(body))) {
            throw new Malformed(structure, "algorithm", -1, "differs from the one that is signed");
        }
        if (signature.isEmpty() || signature.at(0) != 0) {
            throw new Malformed(structure, "signature", -1, "must be whole bytes");
        }
    }

    /// The first SEQUENCE inside: only a version and a serial number stand before it.
    private static Bytes algorithmInside(Der body) throws Malformed {
        Der.Value value = body.value("body");
        while (value.tag() != Der.SEQUENCE) {
            value = body.value("body");
        }
        return value.content();
    }
}
