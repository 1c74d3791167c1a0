package dev.cloister.evidence.x509;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
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
        assertThat(Pss.isUsable(key(8192, usual))).isTrue();
        assertThat(Pss.isUsable(key(8193, usual))).isFalse();
        assertThat(Pss.isUsable(key(2048, BigInteger.ONE.shiftLeft(32).add(BigInteger.ONE))))
                .isFalse();
    }
}
