package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
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
import java.util.Optional;

/// ECDSA on one curve with the hash that vendors use on it. One provider computes; curve, point and the range
/// of r and s are checked here, whoever computes.
final class Ecdsa {
    /// A curve, its hash, and the bytes of a coordinate.
    enum Curve {
        P256("secp256r1", "SHA256", 32, "3059301306072a8648ce3d020106082a8648ce3d03010703420004"),
        P384("secp384r1", "SHA384", 48, "3076301006072a8648ce3d020106052b8104002203620004");

        private final int size;
        private final String plain;
        private final String der;
        private final Bytes keyHead;
        private final ECParameterSpec spec;
        private final BigInteger field;
        private final byte[] order;

        Curve(String name, String hash, int size, String keyHead) {
            this.size = size;
            this.plain = hash + "withECDSAinP1363Format";
            this.der = hash + "withECDSA";
            this.keyHead = Bytes.hex(keyHead);
            this.spec = spec(name);
            this.field = ((ECFieldFp) spec.getCurve().getField()).getP();
            this.order = Arrays.copyOfRange(spec.getOrder().toByteArray(), 1, size + 1);
        }

        private static ECParameterSpec spec(String name) {
            try {
                AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC", "SunEC");
                parameters.init(new ECGenParameterSpec(name));
                return parameters.getParameterSpec(ECParameterSpec.class);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has " + name, e);
            }
        }

        boolean isIn(Provider provider) {
            return provider.getService("Signature", plain) != null || provider.getService("Signature", der) != null;
        }

        /// Whether the key is a point of this curve; never the point at infinity.
        boolean has(ECPublicKey key) {
            ECParameterSpec own = key.getParams();
            return own.getCurve().equals(spec.getCurve())
                    && own.getGenerator().equals(spec.getGenerator())
                    && own.getOrder().equals(spec.getOrder())
                    && own.getCofactor() == spec.getCofactor()
                    && has(key.getW());
        }

        /// y² = x³ + ax + b over the field.
        private boolean has(ECPoint point) {
            if (point.equals(ECPoint.POINT_INFINITY)) {
                return false;
            }
            BigInteger x = point.getAffineX();
            BigInteger y = point.getAffineY();
            if (x.signum() < 0 || x.compareTo(field) >= 0 || y.signum() < 0 || y.compareTo(field) >= 0) {
                return false;
            }
            BigInteger right = x.multiply(x)
                    .add(spec.getCurve().getA())
                    .multiply(x)
                    .add(spec.getCurve().getB());
            return y.multiply(y).subtract(right).mod(field).signum() == 0;
        }

        /// r and s are each from 1 to n - 1.
        private boolean inRange(byte[] scalars) {
            return inRange(scalars, 0) && inRange(scalars, size);
        }

        private boolean inRange(byte[] scalars, int from) {
            int any = 0;
            for (int i = from; i < from + size; i++) {
                any |= scalars[i];
            }
            return any != 0 && Arrays.compareUnsigned(scalars, from, from + size, order, 0, size) < 0;
        }
    }

    private final Curve curve;
    private final Provider provider;
    private final boolean plain;

    /// By a provider that {@link Curve#isIn} says has it.
    Ecdsa(Curve curve, Provider provider) {
        this.curve = curve;
        this.provider = provider;
        this.plain = provider.getService("Signature", curve.plain) != null;
    }

    /// The key in the form of this provider, which it then need not translate for each signature; as it is if
    /// it does not take this key.
    PublicKey own(ECPublicKey key) {
        try {
            return read(key.getEncoded());
        } catch (GeneralSecurityException e) {
            return key;
        }
    }

    private PublicKey read(byte[] encoded) throws GeneralSecurityException {
        return KeyFactory.getInstance("EC", provider).generatePublic(new X509EncodedKeySpec(encoded));
    }

    /// A key from its two coordinates, big-endian; empty if they are no point of the curve.
    Optional<PublicKey> key(Bytes coordinates) {
        BigInteger x = new BigInteger(1, coordinates.slice(0, curve.size).array());
        BigInteger y =
                new BigInteger(1, coordinates.slice(curve.size, 2 * curve.size).array());
        if (!curve.has(new ECPoint(x, y))) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(curve.keyHead.concat(coordinates).array()));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /// `scalars` are r and s, big-endian, of the size of a coordinate each. The key is one that {@link
    /// Curve#has} holds for.
    boolean signed(Bytes content, byte[] scalars, PublicKey key) {
        if (scalars.length != 2 * curve.size || !curve.inRange(scalars)) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(plain ? curve.plain : curve.der, provider);
            verifier.initVerify(key);
            verifier.update(content.array());
            return verifier.verify(plain ? scalars : der(scalars));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /// The same as SEQUENCE { INTEGER r, INTEGER s }, always below 128 bytes.
    private byte[] der(byte[] scalars) {
        byte[] r = integer(scalars, 0);
        byte[] s = integer(scalars, curve.size);
        byte[] out = new byte[6 + r.length + s.length];
        out[0] = 0x30;
        out[1] = (byte) (4 + r.length + s.length);
        put(r, out, 2);
        put(s, out, 4 + r.length);
        return out;
    }

    private byte[] integer(byte[] scalars, int start) {
        return new BigInteger(1, Arrays.copyOfRange(scalars, start, start + curve.size)).toByteArray();
    }

    private static void put(byte[] integer, byte[] out, int at) {
        out[at] = 0x02;
        out[at + 1] = (byte) integer.length;
        System.arraycopy(integer, 0, out, at + 2, integer.length);
    }
}
