package dev.cloister.protocol.jose;

import dev.cloister.bytes.Bytes;
import java.math.BigInteger;

/// Parameters of P-256 (SEC 2 section 2.4.2, FIPS 186-4 D.1.2.3).
final class Curve {
    /// Order of the base point.
    static final Bytes ORDER = Bytes.hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

    private static final BigInteger PRIME =
            new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);
    private static final BigInteger B =
            new BigInteger("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16);
    private static final BigInteger THREE = BigInteger.valueOf(3);

    private Curve() {}

    /// Both coordinates below the prime, and y² = x³ - 3x + b.
    static boolean hasPoint(Bytes xBytes, Bytes yBytes) {
        BigInteger x = new BigInteger(1, xBytes.array());
        BigInteger y = new BigInteger(1, yBytes.array());
        if (x.compareTo(PRIME) >= 0 || y.compareTo(PRIME) >= 0) return false;
        BigInteger right = x.multiply(x).subtract(THREE).multiply(x).add(B).mod(PRIME);
        return y.multiply(y).mod(PRIME).equals(right);
    }
}
