package dev.cloister.broker.kbs;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Excerpt;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/// An RSA key of 2048 to 4096 bits for OAEP with SHA-256. The padding of PKCS #1 1.5 is not served: whoever
/// carries the messages could use the guest to open what was encrypted so (Bleichenbacher's attack).
record RsaTeeKey(Bytes modulus, Bytes exponent) implements TeeKey {
    private static final String ALGORITHM = "RSA-OAEP-256";
    private static final int LEAST_BITS = 2048;
    private static final int MOST_BITS = 4096;
    private static final BigInteger LEAST_EXPONENT = BigInteger.valueOf(65_537);
    private static final int MOST_EXPONENT_BITS = 64;
    private static final OAEPParameterSpec OAEP =
            new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);

    static RsaTeeKey parse(JsonFields in, String algorithm) throws Malformed {
        if (!algorithm.equals(ALGORITHM)) {
            throw in.bad("alg", Excerpt.of(algorithm) + " is not served; " + ALGORITHM + " is, and better EC");
        }
        Bytes modulus = in.base64Url("n");
        Bytes exponent = in.base64Url("e");
        BigInteger n = new BigInteger(1, modulus.array());
        BigInteger e = new BigInteger(1, exponent.array());
        if (n.bitLength() < LEAST_BITS || n.bitLength() > MOST_BITS || !n.testBit(0)) {
            throw in.bad("n", "must be odd and have " + LEAST_BITS + " to " + MOST_BITS + " bits");
        }
        if (e.compareTo(LEAST_EXPONENT) < 0 || e.bitLength() > MOST_EXPONENT_BITS || !e.testBit(0)) {
            throw in.bad("e", "must be odd, at least 65537 and of at most " + MOST_EXPONENT_BITS + " bits");
        }
        return new RsaTeeKey(modulus, exponent);
    }

    @Override
    public JsonObject json() {
        return Json.object()
                .put("kty", "RSA")
                .put("alg", ALGORITHM)
                .put("n", modulus.base64Url())
                .put("e", exponent.base64Url())
                .build();
    }

    @Override
    public String thumbprintText() {
        return Json.object()
                .put("e", exponent.base64Url())
                .put("kty", "RSA")
                .put("n", modulus.base64Url())
                .build()
                .compact();
    }

    @Override
    public JsonObject seal(Secret plaintext) {
        try {
            PublicKey key = KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(
                            new BigInteger(1, modulus.array()), new BigInteger(1, exponent.array())));
            Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPPadding");
            oaep.init(Cipher.ENCRYPT_MODE, key, OAEP);
            try (Secret contentKey = ResponseJwe.contentKey()) {
                Bytes encrypted = Bytes.of(contentKey.<byte[], GeneralSecurityException>use(oaep::doFinal));
                JsonObject header = Json.object()
                        .put("alg", ALGORITHM)
                        .put("enc", "A256GCM")
                        .build();
                return ResponseJwe.sealed(header, encrypted, contentKey, plaintext);
            }
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has RSA", missing);
        }
    }
}
