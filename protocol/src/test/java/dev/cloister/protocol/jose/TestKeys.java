package dev.cloister.protocol.jose;

import dev.cloister.bytes.Base64s;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;

/// The keys of specs guest-broker-channel 16: the private scalar is SHA-256 of the word.
public enum TestKeys {
    ROOT("cv6Y3bePcUk69dmRe3jl-wAzF5FrVE3hOB36bT_1enw", "uxNHPBTWg3ZiZM-XWT8IFiwYTin6VhVRPeNVBmLhVDs"),
    BROKER("kFkqaIqno9dIGtLauetK-1Sv4ula0iETPaLkdFDQ9ag", "z33LhC1Kw3iiVJg4TIZR8AXlUcezCeExDeeu8IFMGpk"),
    TEE("rOy3DyWZGju2zGna07LFolgPlokBDrgF-JENNSyLD-c", "W2G4oFImrmBHkuETU0CjwzVmX5bx3Ho7BlnqhAbbJHc"),
    EPH("EXJMptDIIDHMTThfAFF_91DgQIIK278oQeYir7K5nm4", "jHqI3EQx8aazIFrN1wNLGEpMa9fEDFgKVwuhpltUXPA"),
    EPH2("FKlX3YtQS6d-H99WH89jQq7XfJWY3MrEe6Wf2qtOcPc", "h46lYP0VFca_C5yQva_fGMWrBK-FxEhzDpYw6Ghbh5o"),
    TOKEN("C92eAK1CSAeRMk4Aq1DxRrbwZ5x3OY8CYt8-9kBmQZo", "Ss66wRZq6o-YRsIZiEyr4_RQKi3PvbU5B9FNf-AkdjQ");

    private final Jwk publicKey;

    TestKeys(String x, String y) {
        try {
            this.publicKey = new Jwk(Base64s.decodeUrl(name(), "x", x), Base64s.decodeUrl(name(), "y", y));
        } catch (Malformed e) {
            throw new AssertionError(e);
        }
    }

    public Jwk publicKey() {
        return publicKey;
    }

    public JdkP256.Key agreementKey() {
        return new JdkP256.Key(privateKey(), publicKey);
    }

    public SigningKey signingKey() {
        try (Secret pkcs8 = Secret.of(privateKey().getEncoded())) {
            return SigningKey.load(pkcs8, publicKey);
        } catch (Malformed e) {
            throw new AssertionError(e);
        }
    }

    Bytes scalar() {
        return Digests.sha256(Bytes.utf8(name().toLowerCase(java.util.Locale.ROOT)));
    }

    private PrivateKey privateKey() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            BigInteger scalar = new BigInteger(1, scalar().array());
            return KeyFactory.getInstance("EC")
                    .generatePrivate(new ECPrivateKeySpec(scalar, parameters.getParameterSpec(ECParameterSpec.class)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /// Consecutive bytes, as the known answers use them.
    public static Bytes range(int from, int to) {
        byte[] bytes = new byte[to - from];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) (from + i);
        return Bytes.of(bytes);
    }

    public static Secret secret(int from, int to) {
        return Secret.of(range(from, to).array());
    }
}
