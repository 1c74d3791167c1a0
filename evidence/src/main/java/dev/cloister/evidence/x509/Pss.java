package dev.cloister.evidence.x509;

import dev.cloister.bytes.Bytes;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidParameterSpecException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// The one signature algorithm of AMD's certificates and lists: RSASSA-PSS with SHA-384, MGF1 with SHA-384,
/// salt 48 (RFC 4055). One provider computes; what is computed at all is decided here, whoever computes.
public final class Pss {
    /// By the provider of every JDK.
    public static final Pss JDK = new Pss(Objects.requireNonNull(Security.getProvider("SunRsaSign"), "SunRsaSign"));

    private static final String NAME = "RSASSA-PSS";
    private static final int SALT = 48;
    private static final int MAX_MODULUS_BITS = 4096;
    private static final int MAX_EXPONENT_BITS = 32;
    private static final PSSParameterSpec SPEC =
            new PSSParameterSpec("SHA-384", "MGF1", MGF1ParameterSpec.SHA384, SALT, 1);
    private static final Bytes OID = Bytes.hex("06092a864886f70d01010a");
    private static final Bytes SHA384 = Bytes.hex("300d06096086480165030402020500");
    private static final Bytes PARAMETERS = Bytes.hex("a00f")
            .concat(SHA384)
            .concat(Bytes.hex("a11c301a06092a864886f70d010108"))
            .concat(SHA384)
            .concat(Bytes.hex("a203020130"));

    /// As AMD writes the algorithm: in a VCEK's certificate and a list without the trailer field, whose value
    /// is the default, in the issuers' with it.
    private static final Set<Bytes> USUAL = Set.of(
            OID.concat(Bytes.hex("3034")).concat(PARAMETERS),
            OID.concat(Bytes.hex("3039")).concat(PARAMETERS).concat(Bytes.hex("a303020101")));

    private final Provider provider;

    /// By a provider that {@link #isIn} says has it.
    public Pss(Provider provider) {
        this.provider = provider;
    }

    public static boolean isIn(Provider provider) {
        return provider.getService("Signature", NAME) != null && provider.getService("KeyFactory", "RSA") != null;
    }

    /// The key in the form of this provider, which it then need not translate for each signature; empty if it
    /// does not take this key, or if nobody should.
    public Optional<PublicKey> own(PublicKey key) {
        if (!isUsable(key)) {
            return Optional.empty();
        }
        try {
            KeyFactory factory = KeyFactory.getInstance("RSA", provider);
            return Optional.of(factory.generatePublic(new X509EncodedKeySpec(key.getEncoded())));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Whether the key made the signature, which must state exactly this algorithm.
    public boolean signed(SignedStructure structure, PublicKey key) {
        if (!isExact(structure.algorithm()) || !isUsable(key)) {
            return false;
        }
        try {
            Signature signature = Signature.getInstance(NAME, provider);
            signature.setParameter(SPEC);
            signature.initVerify(key);
            signature.update(structure.body().array());
            return signature.verify(structure.signature().array());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /// An RSA key of up to AMD's size, with a usual exponent. A certificate from a stranger may hold one that takes
    /// seconds to use.
    static boolean isUsable(PublicKey key) {
        return key instanceof RSAPublicKey rsa
                && rsa.getModulus().bitLength() <= MAX_MODULUS_BITS
                && rsa.getPublicExponent().bitLength() <= MAX_EXPONENT_BITS;
    }

    /// `algorithm` is the content of an AlgorithmIdentifier.
    static boolean isExact(Bytes algorithm) {
        return USUAL.contains(algorithm) || startsWithOid(algorithm) && isSha384(algorithm);
    }

    private static boolean startsWithOid(Bytes algorithm) {
        return algorithm.length() > OID.length()
                && algorithm.slice(0, OID.length()).equals(OID);
    }

    /// Written in another way that means the same.
    private static boolean isSha384(Bytes algorithm) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance(NAME, JDK.provider);
            parameters.init(algorithm.slice(OID.length(), algorithm.length()).array());
            PSSParameterSpec spec = parameters.getParameterSpec(PSSParameterSpec.class);
            return "SHA-384".equals(spec.getDigestAlgorithm())
                    && spec.getMGFParameters() instanceof MGF1ParameterSpec mgf
                    && "SHA-384".equals(mgf.getDigestAlgorithm())
                    && spec.getSaltLength() == SALT
                    && spec.getTrailerField() == 1;
        } catch (IOException | InvalidParameterSpecException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has RSASSA-PSS", e);
        }
    }
}
