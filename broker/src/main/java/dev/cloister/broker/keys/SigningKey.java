package dev.cloister.broker.keys;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Cursor;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/// One P-256 key pair for ES256. At rest it is PKCS#8 with the public point in it (RFC 5958 around RFC 5915), the 138
/// bytes that other tools write too, so that the file alone is the whole pair.
public final class SigningKey {
    /// RFC 5915 for P-256: everything before the 32 bytes of the scalar, and between it and the point.
    private static final Bytes BEFORE_SCALAR = Bytes.hex(
            "308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420");

    private static final Bytes BEFORE_POINT = Bytes.hex("a14403420004");
    private static final int FIELD = 32;

    private final PrivateKey key;
    private final Bytes x;
    private final Bytes y;
    private final Secret encoded;

    private SigningKey(PrivateKey key, Bytes x, Bytes y, Secret encoded) {
        this.key = key;
        this.x = x;
        this.y = y;
        this.encoded = encoded;
    }

    public static SigningKey generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            ECPoint point = ((ECPublicKey) pair.getPublic()).getW();
            Bytes x = field(point.getAffineX());
            Bytes y = field(point.getAffineY());
            return new SigningKey(pair.getPrivate(), x, y, encode(pair.getPrivate(), x, y));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("the platform has no P-256", missing);
        }
    }

    /// Exactly the form above, and a private and a public half that belong together.
    static SigningKey decode(Secret pkcs8) throws Malformed {
        byte[] raw = pkcs8.use(byte[]::clone);
        try {
            Cursor in = Cursor.bigEndian("SigningKey", raw);
            expect(in, "header", BEFORE_SCALAR);
            in.sub("scalar", FIELD);
            expect(in, "point_header", BEFORE_POINT);
            Bytes x = in.bytes("x", FIELD);
            Bytes y = in.bytes("y", FIELD);
            in.end();
            PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(raw));
            SigningKey pair = new SigningKey(key, x, y, pkcs8.copy());
            if (!pair.belongsTogether()) {
                throw new Malformed("SigningKey", "point", -1, "does not belong to the scalar");
            }
            return pair;
        } catch (GeneralSecurityException refused) {
            throw new Malformed("SigningKey", "", -1, "holds no P-256 key");
        } finally {
            Arrays.fill(raw, (byte) 0);
        }
    }

    private static void expect(Cursor in, String field, Bytes constant) throws Malformed {
        if (!in.bytes(field, constant.length()).equals(constant)) {
            throw in.bad(field, "is not that of a P-256 key with its public point");
        }
    }

    private boolean belongsTogether() throws GeneralSecurityException {
        byte[] probe = BEFORE_SCALAR.array();
        Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
        verifier.initVerify(publicKey());
        verifier.update(probe);
        return verifier.verify(sign(probe).array());
    }

    /// ES256: `r` and `s`, 64 bytes.
    public Bytes sign(byte[] message) {
        try {
            Signature signer = Signature.getInstance("SHA256withECDSAinP1363Format");
            signer.initSign(key);
            signer.update(message);
            return Bytes.of(signer.sign());
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("the platform does not sign ES256", missing);
        }
    }

    public PrivateKey privateKey() {
        return key;
    }

    public ECPublicKey publicKey() {
        try {
            ECParameterSpec curve = ((ECPrivateKey) key).getParams();
            ECPoint point = new ECPoint(new BigInteger(1, x.array()), new BigInteger(1, y.array()));
            return (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, curve));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("the platform has no P-256", missing);
        }
    }

    public Bytes x() {
        return x;
    }

    public Bytes y() {
        return y;
    }

    /// The pair as it is sealed or stored; the caller closes it.
    Secret encoded() {
        return encoded.copy();
    }

    /// The pair as a PEM text of one PRIVATE KEY block; the caller closes it.
    Secret pem() {
        byte[] base64 = encoded.use(Base64.getMimeEncoder(64, new byte[] {'\n'})::encode);
        byte[] head = "-----BEGIN PRIVATE KEY-----\n".getBytes(StandardCharsets.US_ASCII);
        byte[] foot = "\n-----END PRIVATE KEY-----\n".getBytes(StandardCharsets.US_ASCII);
        byte[] text = new byte[head.length + base64.length + foot.length];
        System.arraycopy(head, 0, text, 0, head.length);
        System.arraycopy(base64, 0, text, head.length, base64.length);
        System.arraycopy(foot, 0, text, head.length + base64.length, foot.length);
        Arrays.fill(base64, (byte) 0);
        return Secret.of(text);
    }

    private static Secret encode(PrivateKey key, Bytes x, Bytes y) {
        BigInteger scalar = ((ECPrivateKey) key).getS();
        byte[] raw = new byte[BEFORE_SCALAR.length() + FIELD + BEFORE_POINT.length() + 2 * FIELD];
        System.arraycopy(BEFORE_SCALAR.array(), 0, raw, 0, BEFORE_SCALAR.length());
        byte[] magnitude = fixed(scalar);
        System.arraycopy(magnitude, 0, raw, BEFORE_SCALAR.length(), FIELD);
        Arrays.fill(magnitude, (byte) 0);
        byte[] tail = BEFORE_POINT.concat(x).concat(y).array();
        System.arraycopy(tail, 0, raw, BEFORE_SCALAR.length() + FIELD, tail.length);
        return Secret.of(raw);
    }

    private static Bytes field(BigInteger coordinate) {
        return Bytes.of(fixed(coordinate));
    }

    private static byte[] fixed(BigInteger value) {
        byte[] signed = value.toByteArray();
        byte[] fixed = new byte[FIELD];
        int length = Math.min(signed.length, FIELD);
        System.arraycopy(signed, signed.length - length, fixed, FIELD - length, length);
        Arrays.fill(signed, (byte) 0);
        return fixed;
    }
}
