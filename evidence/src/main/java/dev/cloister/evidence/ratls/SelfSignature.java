package dev.cloister.evidence.ratls;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.x509.Certificate;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Map;
import java.util.Optional;

/// Whether the key in a certificate signed that very certificate: ECDSA on P-256 or P-384, or RSASSA-PKCS1-v1_5
/// with 2048 to 8192 bits, each with SHA-256, SHA-384 or SHA-512. Computed by the JDK's own providers.
final class SelfSignature {
    private static final Bytes NULL = Bytes.hex("0500");
    private static final int LEAST_RSA = 2048;
    private static final int MOST_RSA = 8192;

    /// SubjectPublicKeyInfo up to the coordinates, which are not compressed.
    private static final Map<Bytes, Integer> CURVES = Map.of(
            Bytes.hex("3059301306072a8648ce3d020106082a8648ce3d03010703420004"), 64,
            Bytes.hex("3076301006072a8648ce3d020106052b8104002203620004"), 96);

    /// The content of an AlgorithmIdentifier without parameters.
    private static final Map<Bytes, String> ECDSA = Map.of(
            Bytes.hex("06082a8648ce3d040302"), "SHA256withECDSA",
            Bytes.hex("06082a8648ce3d040303"), "SHA384withECDSA",
            Bytes.hex("06082a8648ce3d040304"), "SHA512withECDSA");

    private static final Map<Bytes, String> RSA = Map.of(
            Bytes.hex("06092a864886f70d01010b"), "SHA256withRSA",
            Bytes.hex("06092a864886f70d01010c"), "SHA384withRSA",
            Bytes.hex("06092a864886f70d01010d"), "SHA512withRSA");

    private SelfSignature() {}

    /// Whether the key is of a kind that is taken.
    static boolean isStrong(PublicKey key, Bytes subjectPublicKeyInfo) {
        if (key instanceof RSAPublicKey rsa) {
            int bits = rsa.getModulus().bitLength();
            return bits >= LEAST_RSA && bits <= MOST_RSA && key.getAlgorithm().equals("RSA");
        }
        return CURVES.entrySet().stream()
                .anyMatch(
                        curve -> subjectPublicKeyInfo.length() == curve.getKey().length() + curve.getValue()
                                && subjectPublicKeyInfo
                                        .slice(0, curve.getKey().length())
                                        .equals(curve.getKey()));
    }

    /// The key is one that {@link #isStrong} holds for.
    static boolean holds(Certificate certificate) {
        PublicKey key = certificate.publicKey();
        boolean rsa = key instanceof RSAPublicKey;
        Optional<String> algorithm = algorithm(certificate.signed().algorithm(), rsa);
        if (algorithm.isEmpty()) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(algorithm.get(), rsa ? "SunRsaSign" : "SunEC");
            verifier.initVerify(key);
            verifier.update(certificate.signed().body().array());
            return verifier.verify(certificate.signed().signature().array());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /// ECDSA has no parameters (RFC 5758 section 3.2), but some versions of Gramine write NULL there, as RSA
    /// has it.
    private static Optional<String> algorithm(Bytes content, boolean rsa) {
        int end = content.length() - NULL.length();
        boolean hasNull = end > 0 && content.slice(end, content.length()).equals(NULL);
        Bytes bare = hasNull ? content.slice(0, end) : content;
        return rsa ? Optional.ofNullable(hasNull ? RSA.get(bare) : null) : Optional.ofNullable(ECDSA.get(bare));
    }
}
