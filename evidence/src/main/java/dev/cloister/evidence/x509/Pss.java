package dev.cloister.evidence.x509;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidParameterSpecException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/// The one signature algorithm of AMD's certificates and lists: RSASSA-PSS with SHA-384, MGF1 with SHA-384,
/// salt 48.
final class Pss {
    private static final String OID = "1.2.840.113549.1.1.10";
    private static final int SALT = 48;
    private static final int MAX_MODULUS_BITS = 8192;
    private static final int MAX_EXPONENT_BITS = 32;

    private Pss() {}

    /// An RSA key of a usual size and exponent. A certificate from a stranger may hold one that takes seconds
    /// to use.
    static boolean isUsable(PublicKey key) {
        return key instanceof RSAPublicKey rsa
                && rsa.getModulus().bitLength() <= MAX_MODULUS_BITS
                && rsa.getPublicExponent().bitLength() <= MAX_EXPONENT_BITS;
    }

    static boolean isSha384(String algorithmOid, byte[] encodedParameters) {
        if (!OID.equals(algorithmOid) || encodedParameters == null) {
            return false;
        }
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
            parameters.init(encodedParameters);
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
