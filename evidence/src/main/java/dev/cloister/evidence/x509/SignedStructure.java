package dev.cloister.evidence.x509;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;

/// The frame of a certificate or a list (RFC 5280 sections 4.1.1 and 5.1.1): the bytes that are signed, the
/// content of the algorithm's SEQUENCE, the signature. What the JDK lets pass outside of the signed part is
/// refused here, so that no byte is without a meaning.
public record SignedStructure(Bytes body, Bytes algorithm, Bytes signature) {
    private static final int BIT_STRING = 0x03;

    /// Exactly one structure, the algorithm outside equal to the one inside, a signature of whole bytes.
    static SignedStructure parse(String structure, Bytes der) throws Malformed {
        Der whole = Der.of(structure, der);
        Der parts = whole.inside("signed", Der.SEQUENCE);
        whole.end();
        Der.Value body = parts.value("body");
        if (body.tag() != Der.SEQUENCE) {
            throw new Malformed(structure, "body", -1, "must be a SEQUENCE");
        }
        Bytes algorithm = parts.content("algorithm", Der.SEQUENCE);
        Bytes signature = parts.content("signature", BIT_STRING);
        parts.end();
        if (!algorithm.equals(algorithmInside(Der.of(structure, body.content())))) {
            throw new Malformed(structure, "algorithm", -1, "differs from the one that is signed");
        }
        if (signature.isEmpty() || signature.at(0) != 0) {
            throw new Malformed(structure, "signature", -1, "must be whole bytes");
        }
        return new SignedStructure(body.encoded(), algorithm, signature.slice(1, signature.length()));
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
