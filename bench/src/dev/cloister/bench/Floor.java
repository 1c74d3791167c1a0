package dev.cloister.bench;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;

/// What the signature checks of a verification cost alone in one provider: hashing and verifying exactly the bytes
/// in question, everything parsed beforehand. A key that the verification knows is the provider's own object, used
/// before; the key of a new certificate is made from its encoding (BouncyCastle takes two to three times as long with it).
final class Floor {
    private static final PSSParameterSpec PSS =
            new PSSParameterSpec("SHA-384", "MGF1", MGF1ParameterSpec.SHA384, 48, 1);
    private static final int SIGNED_LENGTH = 0x2A0;

    private final Provider ec;
    private final Provider rsa;

    Floor(Provider ec, Provider rsa) {
        this.ec = ec;
        this.rsa = rsa;
    }

    static X509Certificate certificate(Path der) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(der)));
    }

    /// The report's signature, as it is in the report, by a key used before.
    Meter.Operation byKnownKey(byte[] report, X509Certificate vek) throws Exception {
        PublicKey key = own(ec, "EC", vek.getPublicKey().getEncoded());
        Check check = new Check(report);
        return () -> check.by(key);
    }

    /// The same by a key that is new to the provider.
    Meter.Operation byNewKey(byte[] report, X509Certificate vek) {
        byte[] encoded = vek.getPublicKey().getEncoded();
        Check check = new Check(report);
        return () -> check.by(own(ec, "EC", encoded));
    }

    private final class Check {
        private final byte[] message;
        private final byte[] signature;
        private final String algorithm;

        Check(byte[] report) {
            message = Arrays.copyOf(report, SIGNED_LENGTH);
            byte[] r = scalar(report, SIGNED_LENGTH);
            byte[] s = scalar(report, SIGNED_LENGTH + 72);
            boolean plain = ec.getService("Signature", "SHA384withECDSAinP1363Format") != null;
            algorithm = plain ? "SHA384withECDSAinP1363Format" : "SHA384withECDSA";
            signature = plain ? concat(r, s) : der(r, s);
        }

        void by(PublicKey key) throws Exception {
            Signature check = Signature.getInstance(algorithm, ec);
            check.initVerify(key);
            check.update(message);
            require(check.verify(signature));
        }
    }

    /// A signature of AMD's RSA keys.
    Meter.Operation pss(byte[] message, byte[] signature, X509Certificate issuer) throws Exception {
        boolean has = rsa.getService("Signature", "RSASSA-PSS") != null;
        Provider provider = has ? rsa : Security.getProvider("SunRsaSign");
        PublicKey key = own(provider, "RSA", issuer.getPublicKey().getEncoded());
        return () -> {
            Signature check = Signature.getInstance("RSASSA-PSS", provider);
            check.setParameter(PSS);
            check.initVerify(key);
            check.update(message);
            require(check.verify(signature));
        };
    }

    static Meter.Operation all(Meter.Operation... operations) {
        return () -> {
            for (Meter.Operation operation : operations) {
                operation.run();
            }
        };
    }

    private static PublicKey own(Provider provider, String algorithm, byte[] encoded) throws Exception {
        return KeyFactory.getInstance(algorithm, provider).generatePublic(new X509EncodedKeySpec(encoded));
    }

    private static byte[] scalar(byte[] report, int at) {
        byte[] big = new byte[48];
        for (int i = 0; i < 48; i++) {
            big[i] = report[at + 47 - i];
        }
        return big;
    }

    private static byte[] concat(byte[] r, byte[] s) {
        byte[] both = Arrays.copyOf(r, 96);
        System.arraycopy(s, 0, both, 48, 48);
        return both;
    }

    private static byte[] der(byte[] r, byte[] s) {
        return der(new BigInteger(1, r), new BigInteger(1, s));
    }

    /// SEQUENCE { INTEGER r, INTEGER s }, below 128 bytes.
    static byte[] der(BigInteger r, BigInteger s) {
        byte[] first = r.toByteArray();
        byte[] second = s.toByteArray();
        byte[] der = new byte[6 + first.length + second.length];
        der[0] = 0x30;
        der[1] = (byte) (der.length - 2);
        der[2] = 2;
        der[3] = (byte) first.length;
        System.arraycopy(first, 0, der, 4, first.length);
        der[4 + first.length] = 2;
        der[5 + first.length] = (byte) second.length;
        System.arraycopy(second, 0, der, 6 + first.length, second.length);
        return der;
    }

    static void require(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("a signature or verdict of the vectors does not hold");
        }
    }
}
