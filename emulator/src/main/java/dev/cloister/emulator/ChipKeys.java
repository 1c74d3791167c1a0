package dev.cloister.emulator;

import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;

/// Keys of AMD's kinds: RSA of 4096 bits for ARK and ASK, P-384 for the VCEK.
final class ChipKeys {

    private ChipKeys() {}

    static KeyPair newRsa4096() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(4096);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform lacks RSA", e);
        }
    }

    static KeyPair newP384() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp384r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform lacks P-384", e);
        }
    }

    /// Reads PKCS #8; `algorithm` is RSA or EC.
    static PrivateKey read(String algorithm, String file, Secret pkcs8) throws Malformed {
        try {
            KeyFactory keys = KeyFactory.getInstance(algorithm);
            return pkcs8.use(bytes -> keys.generatePrivate(new PKCS8EncodedKeySpec(bytes)));
        } catch (InvalidKeySpecException e) {
            throw new Malformed("EmulatedVendor", file, -1, "is not a PKCS #8 key of kind " + algorithm);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform lacks " + algorithm, e);
        }
    }

    /// ECDSA with P-384 and SHA-384: R and S, 48 bytes each, big-endian.
    static byte[] sign(PrivateKey key, byte[] content) {
        try {
            Signature signature = Signature.getInstance("SHA384withECDSAinP1363Format");
            signature.initSign(key);
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform lacks ECDSA with SHA-384", e);
        }
    }
}
