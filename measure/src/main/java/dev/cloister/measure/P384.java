package dev.cloister.measure;

import dev.cloister.bytes.Bytes;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import javax.crypto.KeyAgreement;

/// ECDSA over P-384 with SHA-384, the only algorithm of ID blocks (AMD 56860, "ECDSA P-384 with SHA-384").
final class P384 {
    static final ECParameterSpec CURVE = curve();
    static final int COORDINATE_LENGTH = 48;

    private static final String SIGNATURE = "SHA384withECDSAinP1363Format";
    private static final BigInteger FIELD = ((ECFieldFp) CURVE.getCurve().getField()).getP();

    private P384() {}

    static boolean isOn(ECParameterSpec curve) {
        return curve.getCurve().equals(CURVE.getCurve())
                && curve.getGenerator().equals(CURVE.getGenerator())
                && curve.getOrder().equals(CURVE.getOrder());
    }

    /// Does the point solve the curve's equation? The group's cofactor is one, so every such point is a key.
    static boolean isOnCurve(BigInteger x, BigInteger y) {
        return x.compareTo(FIELD) < 0
                && y.compareTo(FIELD) < 0
                && y.modPow(BigInteger.TWO, FIELD).equals(squareOfY(x));
    }

    static ECPublicKey publicKey(ECPoint point) {
        try {
            return (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, CURVE));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform refuses a point of P-384", e);
        }
    }

    /// 96 bytes: r, then s, big-endian.
    static Bytes sign(PrivateKey key, Bytes message) {
        try {
            Signature signature = Signature.getInstance(SIGNATURE);
            signature.initSign(key);
            signature.update(message.array());
            return Bytes.of(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a P-384 key that cannot sign", e);
        }
    }

    /// `false` for every signature that is none, r or s out of range included.
    static boolean verifies(ECPoint key, Bytes message, Bytes signature) {
        if (!inRange(signature.slice(0, COORDINATE_LENGTH)) || !inRange(signature.slice(48, 96))) {
            return false;
        }
        try {
            Signature check = Signature.getInstance(SIGNATURE);
            check.initVerify(publicKey(key));
            check.update(message.array());
            return check.verify(signature.array());
        } catch (SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK verifies P-384", e);
        }
    }

    /// The public key of a private one, which the JDK does not tell: ECDH with the generator gives its x, and
    /// of the two y that x can have, the right one is that which a signature verifies with.
    static ECPoint pointOf(PrivateKey key) throws InvalidKeyException {
        BigInteger x = new BigInteger(1, multiplyGenerator(key));
        BigInteger y = squareOfY(x).modPow(FIELD.add(BigInteger.ONE).shiftRight(2), FIELD); // p = 3 mod 4
        Bytes message = Bytes.utf8("which of the two");
        Bytes signature = sign(key, message);
        for (BigInteger candidate : new BigInteger[] {y, FIELD.subtract(y)}) {
            ECPoint point = new ECPoint(x, candidate);
            if (verifies(point, message, signature)) {
                return point;
            }
        }
        throw new InvalidKeyException("no public key belongs to this private key");
    }

    private static byte[] multiplyGenerator(PrivateKey key) throws InvalidKeyException {
        try {
            KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
            agreement.init(key);
            agreement.doPhase(publicKey(CURVE.getGenerator()), true);
            return agreement.generateSecret();
        } catch (InvalidKeyException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has ECDH", e);
        }
    }

    private static BigInteger squareOfY(BigInteger x) {
        BigInteger a = CURVE.getCurve().getA();
        BigInteger b = CURVE.getCurve().getB();
        return x.modPow(BigInteger.TWO, FIELD).add(a).multiply(x).add(b).mod(FIELD);
    }

    private static boolean inRange(Bytes scalar) {
        BigInteger value = new BigInteger(1, scalar.array());
        return value.signum() > 0 && value.compareTo(CURVE.getOrder()) < 0;
    }

    private static ECParameterSpec curve() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp384r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-384", e);
        }
    }
}
