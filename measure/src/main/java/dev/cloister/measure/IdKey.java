package dev.cloister.measure;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Cursor;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPoint;

/// A public key that signs ID blocks, or other such keys (the author's): a point of P-384. Its [#digest] is
/// what the attestation report says of it.
public record IdKey(ECPoint point) {

    /// Length in bytes of [#encode()].
    public static final int LENGTH = 1028;

    static final int FIELD_LENGTH = 72;
    private static final int CURVE_P384 = 2;

    public IdKey {
        if (point.equals(ECPoint.POINT_INFINITY) || !P384.isOnCurve(point.getAffineX(), point.getAffineY())) {
            throw new IllegalArgumentException("not a point of P-384");
        }
    }

    /// `InvalidKeyException`: not a P-384 key.
    public static IdKey of(ECPublicKey key) throws InvalidKeyException {
        checkCurve(key);
        return new IdKey(key.getW());
    }

    /// The public half of a private key; `InvalidKeyException`: not a P-384 key.
    public static IdKey of(PrivateKey key) throws InvalidKeyException {
        checkCurve(key);
        return new IdKey(P384.pointOf(key));
    }

    private static void checkCurve(Object key) throws InvalidKeyException {
        if (!(key instanceof ECKey ec) || !P384.isOn(ec.getParams())) {
            throw new InvalidKeyException("ID blocks are signed with P-384 keys only");
        }
    }

    /// Reads the 1028-byte structure; refused: another curve, a point that is not on it, anything in reserved
    /// bytes.
    static IdKey parse(Cursor in, int at, String structure) throws Malformed {
        long curve = in.u32("curve");
        if (curve != CURVE_P384) {
            throw new Malformed(structure, "curve", at, "must be 2 (P-384), is " + curve);
        }
        BigInteger x = scalar(in.sub("qx", FIELD_LENGTH));
        BigInteger y = scalar(in.sub("qy", FIELD_LENGTH));
        in.zeros("reserved", LENGTH - 4 - 2 * FIELD_LENGTH);
        in.end();
        if (!P384.isOnCurve(x, y)) {
            throw new Malformed(structure, "qx", at + 4, "with qy is not a point of P-384");
        }
        return new IdKey(new ECPoint(x, y));
    }

    /// 48 bytes little-endian, 24 zeros.
    static BigInteger scalar(Cursor in) throws Malformed {
        byte[] little = in.bytes("value", P384.COORDINATE_LENGTH).array();
        in.zeros("padding", FIELD_LENGTH - P384.COORDINATE_LENGTH);
        return new BigInteger(1, reversed(little));
    }

    /// The public key structure of AMD 56860: curve, QX, QY, zeros; 1028 bytes.
    public Bytes encode() {
        ByteBuffer key = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        key.putInt(CURVE_P384); // 0x00
        key.put(0x04, littleEndian(point.getAffineX())); // QX
        key.put(0x4C, littleEndian(point.getAffineY())); // QY
        return Bytes.of(key.array());
    }

    /// SHA-384 of [#encode()]: ID_KEY_DIGEST or AUTHOR_KEY_DIGEST of the report, 48 bytes.
    public Bytes digest() {
        return Digests.sha384(encode());
    }

    private static byte[] littleEndian(BigInteger value) {
        byte[] little = new byte[P384.COORDINATE_LENGTH];
        for (int i = 0; i < little.length; i++) {
            little[i] = value.shiftRight(8 * i).byteValue();
        }
        return little;
    }

    static byte[] reversed(byte[] bytes) {
        byte[] result = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            result[i] = bytes[bytes.length - 1 - i];
        }
        return result;
    }
}
