package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;

/// Keys on P-256 and what they sign, for made-up evidence.
final class Curve256 {
    private Curve256() {}

    static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /// x and y, 32 bytes each.
    static Bytes point(KeyPair key) {
        Bytes encoded = Bytes.of(((ECPublicKey) key.getPublic()).getEncoded());
        return encoded.slice(encoded.length() - 64, encoded.length());
    }

    /// r and s, 32 bytes each.
    static Bytes plain(KeyPair key, Bytes content) {
        return sign("SHA256withECDSAinP1363Format", key, content);
    }

    static Bytes sign(String algorithm, KeyPair key, Bytes content) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key.getPrivate());
            signature.update(content.array());
            return Bytes.of(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
