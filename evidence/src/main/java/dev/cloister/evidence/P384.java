package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.snp.SnpReport;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.Arrays;

/// ECDSA on P-384 with SHA-384, as the chip signs reports (AMD 56860, SIGNATURE).
final class P384 {
    private static final int SCALAR_SIZE = 48;
    private static final ECParameterSpec CURVE = curve();

    private P384() {}

    private static ECParameterSpec curve() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp384r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-384", e);
        }
    }

    static boolean isOn(ECPublicKey key) {
        ECParameterSpec own = key.getParams();
        return own.getCurve().equals(CURVE.getCurve())
                && own.getGenerator().equals(CURVE.getGenerator())
                && own.getOrder().equals(CURVE.getOrder())
                && own.getCofactor() == CURVE.getCofactor();
    }

    /// Over the report's bytes as received; r and s must be from 1 to n - 1.
    static boolean signed(SnpReport report, ECPublicKey key) {
        BigInteger r = littleEndian(report.signatureR());
        BigInteger s = littleEndian(report.signatureS());
        if (!inRange(r) || !inRange(s)) {
            return false;
        }
        byte[] signature = new byte[2 * SCALAR_SIZE];
        place(r, signature, SCALAR_SIZE);
        place(s, signature, 2 * SCALAR_SIZE);
        try {
            Signature verifier = Signature.getInstance("SHA384withECDSAinP1363Format");
            verifier.initVerify(key);
            verifier.update(report.signedBytes().array());
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean inRange(BigInteger scalar) {
        return scalar.signum() > 0 && scalar.compareTo(CURVE.getOrder()) < 0;
    }

    private static BigInteger littleEndian(Bytes bytes) {
        byte[] reversed = new byte[bytes.length()];
        for (int i = 0; i < reversed.length; i++) {
            reversed[i] = (byte) bytes.at(reversed.length - 1 - i);
        }
        return new BigInteger(1, reversed);
    }

    /// Big-endian, so that the last byte stands before `end`.
    private static void place(BigInteger scalar, byte[] out, int end) {
        byte[] bytes = scalar.toByteArray();
        byte[] significant = bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
        System.arraycopy(significant, 0, out, end - significant.length, significant.length);
    }
}
