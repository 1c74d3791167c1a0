package dev.cloister.broker.kbs;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.protocol.jose.Jwk;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import javax.crypto.KeyAgreement;

/// A key on P-521, a point of the curve; both coordinates 66 bytes, big-endian.
record P521TeeKey(Bytes x, Bytes y) implements TeeKey {
    private static final int COORDINATE_BYTES = 66;
    private static final String CURVE = "P-521";
    private static final ECGenParameterSpec NAME = new ECGenParameterSpec("secp521r1");

    static P521TeeKey parse(JsonFields in) throws Malformed {
        Bytes x = in.base64Url("x");
        Bytes y = in.base64Url("y");
        if (x.length() != COORDINATE_BYTES || y.length() != COORDINATE_BYTES) {
            throw in.bad("x", "and y must be " + COORDINATE_BYTES + " bytes each");
        }
        if (!isPoint(x, y)) {
            throw in.bad("x", "and y are not a point of P-521");
        }
        return new P521TeeKey(x, y);
    }

    /// Both coordinates below the prime, and y² = x³ + ax + b.
    private static boolean isPoint(Bytes xBytes, Bytes yBytes) {
        ECParameterSpec curve = curve();
        BigInteger prime = ((ECFieldFp) curve.getCurve().getField()).getP();
        BigInteger x = number(xBytes);
        BigInteger y = number(yBytes);
        BigInteger right = x.multiply(x)
                .add(curve.getCurve().getA())
                .multiply(x)
                .add(curve.getCurve().getB())
                .mod(prime);
        return x.compareTo(prime) < 0
                && y.compareTo(prime) < 0
                && y.multiply(y).mod(prime).equals(right);
    }

    private static ECParameterSpec curve() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(NAME);
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException missing) {
            throw noCurve(missing);
        }
    }

    private static BigInteger number(Bytes bytes) {
        return new BigInteger(1, bytes.array());
    }

    private static IllegalStateException noCurve(GeneralSecurityException missing) {
        return new IllegalStateException("every JDK has P-521", missing);
    }

    @Override
    public JsonObject json() {
        return Json.object()
                .put("kty", "EC")
                .put("crv", CURVE)
                .put("alg", Jwk.TEE_ALGORITHM)
                .put("x", x.base64Url())
                .put("y", y.base64Url())
                .build();
    }

    @Override
    public String thumbprintText() {
        return epk(x, y).compact();
    }

    private static JsonObject epk(Bytes x, Bytes y) {
        return Json.object()
                .put("crv", CURVE)
                .put("kty", "EC")
                .put("x", x.base64Url())
                .put("y", y.base64Url())
                .build();
    }

    @Override
    public JsonObject seal(Secret plaintext) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(NAME);
            KeyPair ephemeral = generator.generateKeyPair();
            ECPoint point = ((ECPublicKey) ephemeral.getPublic()).getW();
            JsonObject epk = epk(coordinate(point.getAffineX()), coordinate(point.getAffineY()));
            KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
            agreement.init(ephemeral.getPrivate());
            ECPoint other = new ECPoint(number(x), number(y));
            agreement.doPhase(KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(other, curve())), true);
            try (Secret shared = Secret.of(agreement.generateSecret())) {
                return ResponseJwe.agreed(epk, shared, plaintext);
            }
        } catch (GeneralSecurityException missing) {
            throw noCurve(missing);
        }
    }

    private static Bytes coordinate(BigInteger number) {
        byte[] signed = number.toByteArray();
        int from = Math.max(0, signed.length - COORDINATE_BYTES);
        Bytes digits = Bytes.of(signed, from, signed.length);
        return Bytes.EMPTY.padTo(COORDINATE_BYTES - digits.length()).concat(digits);
    }
}
