package dev.cloister.evidence.x509;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import org.junit.jupiter.api.Test;

class PssTest {
    private static PublicKey key(int modulusBits, BigInteger exponent) throws GeneralSecurityException {
        BigInteger modulus = BigInteger.ONE.shiftLeft(modulusBits).subtract(BigInteger.ONE);
        return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
    }

    @Test
    void keysThatTakeLongAreNotUsed() throws GeneralSecurityException {
        BigInteger usual = BigInteger.valueOf(65537);
        assertThat(Pss.isUsable(key(4096, usual))).isTrue();
        assertThat(Pss.isUsable(key(4097, usual))).isFalse();
        assertThat(Pss.isUsable(key(2048, BigInteger.ONE.shiftLeft(32).add(BigInteger.ONE))))
                .isFalse();
    }

    /// An AlgorithmIdentifier's content with one thing changed each: another hash, another MGF hash, another
    /// salt, none at all, plain RSA.
    @Test
    void theParametersAreExactlyThese() throws Exception {
        assertThat(Pss.isExact(algorithm("SHA-384", "SHA-384", 48))).isTrue();
        assertThat(Pss.isExact(algorithm("SHA-256", "SHA-384", 48))).isFalse();
        assertThat(Pss.isExact(algorithm("SHA-384", "SHA-256", 48))).isFalse();
        assertThat(Pss.isExact(algorithm("SHA-384", "SHA-384", 47))).isFalse();
        assertThat(Pss.isExact(algorithm("SHA-384", "SHA-384", 20))).isFalse();
        assertThat(Pss.isExact(Bytes.hex("06092a864886f70d01010a"))).isFalse();
        assertThat(Pss.isExact(Bytes.hex("06092a864886f70d01010a3000"))).isFalse();
        assertThat(Pss.isExact(Bytes.hex("06092a864886f70d01010c0500"))).isFalse();
        assertThat(Pss.isExact(Bytes.EMPTY)).isFalse();
    }

    private static Bytes algorithm(String hash, String mgfHash, int salt) throws Exception {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
        parameters.init(new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(mgfHash), salt, 1));
        return Bytes.hex("06092a864886f70d01010a").concat(Bytes.of(parameters.getEncoded()));
    }
}
