package dev.cloister.protocol.jose;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import javax.crypto.KeyAgreement;

/// P-256 by the JDK.
public final class JdkP256 implements P256 {
    private static final String ES256 = "SHA256withECDSAinP1363Format";

    public JdkP256() {}

    @Override
    public Key generate() {
        try {
            KeyPair pair = newPair();
            return new Key(pair.getPrivate(), jwk((ECPublicKey) pair.getPublic()));
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /// A key from its PKCS#8 form and its public key; refused when the two do not belong together.
    public Key load(Secret pkcs8, Jwk publicKey) throws Malformed {
        Key key = new Key(privateKey(pkcs8), publicKey);
        try (Key other = generate();
                Secret one = key.agree(other.publicKey());
                Secret two = other.agree(publicKey)) {
            if (one.equals(two)) return key;
        }
        throw new Malformed("P-256 key", "", -1, "private and public key do not belong together");
    }

    @Override
    public boolean verify(Jwk key, byte[] signed, Bytes signature) {
        if (!key.isPoint()) return false;
        try {
            Signature check = Signature.getInstance(ES256);
            check.initVerify(publicKey(key));
            check.update(signed);
            return check.verify(signature.array());
        } catch (SignatureException notASignature) {
            return false;
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /// A key pair's private half, with the JDK.
    public static final class Key implements P256.PrivateKey {
        private final java.security.PrivateKey key;
        private final Jwk publicKey;

        Key(java.security.PrivateKey key, Jwk publicKey) {
            this.key = key;
            this.publicKey = publicKey;
        }

        @Override
        public Jwk publicKey() {
            return publicKey;
        }

        @Override
        public Secret agree(Jwk other) throws Malformed {
            if (!other.isPoint()) throw new Malformed("P-256 key", "", -1, "is not a point of the curve");
            try {
                KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
                agreement.init(key);
                agreement.doPhase(JdkP256.publicKey(other), true);
                return Secret.of(agreement.generateSecret());
            } catch (GeneralSecurityException e) {
                throw missing(e);
            }
        }

        public Secret pkcs8() {
            return Secret.of(key.getEncoded());
        }

        /// The JDK's key cannot be wiped; it goes when nobody holds it.
        @Override
        public void close() {}
    }

    static KeyPair newPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    static java.security.PrivateKey privateKey(Secret pkcs8) throws Malformed {
        try {
            return pkcs8.use(bytes -> KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(bytes)));
        } catch (GeneralSecurityException e) {
            throw new Malformed("P-256 key", "", -1, "is not a PKCS#8 private key for P-256");
        }
    }

    static PublicKey publicKey(Jwk key) throws GeneralSecurityException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        ECPoint point = new ECPoint(
                new BigInteger(1, key.x().array()), new BigInteger(1, key.y().array()));
        ECParameterSpec curve = parameters.getParameterSpec(ECParameterSpec.class);
        return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, curve));
    }

    static Jwk jwk(ECPublicKey key) throws InvalidKeyException {
        return new Jwk(
                coordinate(key.getW().getAffineX()), coordinate(key.getW().getAffineY()));
    }

    private static Bytes coordinate(BigInteger number) throws InvalidKeyException {
        byte[] signed = number.toByteArray();
        int from = signed[0] == 0 && signed.length > 1 ? 1 : 0;
        int length = signed.length - from;
        if (length > Jwk.COORDINATE_BYTES) throw new InvalidKeyException("not a P-256 key");
        return Bytes.EMPTY.padTo(Jwk.COORDINATE_BYTES - length).concat(Bytes.of(signed, from, signed.length));
    }

    static IllegalStateException missing(GeneralSecurityException e) {
        return new IllegalStateException("every JDK has P-256", e);
    }
}
