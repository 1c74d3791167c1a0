package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.snp.SnpReport;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;

/// ECDSA on P-384 with SHA-384, as the chip signs reports (AMD 56860, SIGNATURE). One provider computes; curve,
/// point and the range of r and s are checked here, whoever computes.
final class P384 {
    private static final String PLAIN = "SHA384withECDSAinP1363Format";
    private static final String DER = "SHA384withECDSA";
    private static final int SCALAR_SIZE = 48;
    private static final ECParameterSpec CURVE = curve();
    private static final BigInteger FIELD = ((ECFieldFp) CURVE.getCurve().getField()).getP();
    private static final byte[] ORDER = Arrays.copyOfRange(CURVE.getOrder().toByteArray(), 1, SCALAR_SIZE + 1);

    private final Provider provider;
    private final boolean plain;

    /// By a provider that {@link #isIn} says has it.
    P384(Provider provider) {
        this.provider = provider;
        this.plain = provider.getService("Signature", PLAIN) != null;
    }

    static boolean isIn(Provider provider) {
        return provider.getService("Signature", PLAIN) != null || provider.getService("Signature", DER) != null;
    }

    private static ECParameterSpec curve() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC", "SunEC");
            parameters.init(new ECGenParameterSpec("secp384r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-384", e);
        }
    }

    /// Whether the key is a point of this curve; never the point at infinity.
    static boolean isOn(ECPublicKey key) {
        ECParameterSpec own = key.getParams();
        return own.getCurve().equals(CURVE.getCurve())
                && own.getGenerator().equals(CURVE.getGenerator())
                && own.getOrder().equals(CURVE.getOrder())
                && own.getCofactor() == CURVE.getCofactor()
                && isOn(key.getW());
    }

    /// y² = x³ + ax + b over the field.
    private static boolean isOn(ECPoint point) {
        if (point.equals(ECPoint.POINT_INFINITY)) {
            return false;
        }
        BigInteger x = point.getAffineX();
        BigInteger y = point.getAffineY();
        if (x.signum() < 0 || x.compareTo(FIELD) >= 0 || y.signum() < 0 || y.compareTo(FIELD) >= 0) {
            return false;
        }
        BigInteger right = x.multiply(x)
                .add(CURVE.getCurve().getA())
                .multiply(x)
                .add(CURVE.getCurve().getB());
        return y.multiply(y).subtract(right).mod(FIELD).signum() == 0;
    }

    /// The key in the form of this provider, which it then need not translate for each signature; as it is if
    /// it does not take this key.
    PublicKey own(ECPublicKey key) {
        try {
            return KeyFactory.getInstance("EC", provider).generatePublic(new X509EncodedKeySpec(key.getEncoded()));
        } catch (GeneralSecurityException e) {
            return key;
        }
    }

    /// Over the report's bytes as received; r and s must be from 1 to n - 1. The key is one that {@link #isOn}
    /// holds for.
    boolean signed(SnpReport report, PublicKey key) {
        byte[] scalars = new byte[2 * SCALAR_SIZE];
        if (!place(report.signatureR(), scalars, 0) || !place(report.signatureS(), scalars, SCALAR_SIZE)) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(plain ? PLAIN : DER, provider);
            verifier.initVerify(key);
            verifier.update(report.signedBytes().array());
            return verifier.verify(plain ? scalars : der(scalars));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /// A little-endian scalar of 72 bytes as 48 big-endian ones; false if it is not from 1 to n - 1.
    private static boolean place(Bytes scalar, byte[] out, int start) {
        int beyond = 0;
        for (int i = SCALAR_SIZE; i < scalar.length(); i++) {
            beyond |= scalar.at(i);
        }
        int any = 0;
        for (int i = 0; i < SCALAR_SIZE; i++) {
            int octet = scalar.at(SCALAR_SIZE - 1 - i);
            out[start + i] = (byte) octet;
            any |= octet;
        }
        return beyond == 0
                && any != 0
                && Arrays.compareUnsigned(out, start, start + SCALAR_SIZE, ORDER, 0, SCALAR_SIZE) < 0;
    }

    /// The same as SEQUENCE { INTEGER r, INTEGER s }, always below 128 bytes.
    private static byte[] der(byte[] scalars) {
        byte[] r = integer(scalars, 0);
        byte[] s = integer(scalars, SCALAR_SIZE);
        byte[] out = new byte[6 + r.length + s.length];
        out[0] = 0x30;
        out[1] = (byte) (4 + r.length + s.length);
        put(r, out, 2);
        put(s, out, 4 + r.length);
        return out;
    }

    private static byte[] integer(byte[] scalars, int start) {
        return new BigInteger(1, Arrays.copyOfRange(scalars, start, start + SCALAR_SIZE)).toByteArray();
    }

    private static void put(byte[] integer, byte[] out, int at) {
        out[at] = 0x02;
        out[at + 1] = (byte) integer.length;
        System.arraycopy(integer, 0, out, at + 2, integer.length);
    }
}
