package dev.cloister.protocol.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwsTest {
    private static final String TYP = "cloister-answer+jwt";
    private static final Bytes PAYLOAD = Bytes.utf8("{\"v\":1}");
    private static final P256 P256_JDK = new JdkP256();
    private static final Symmetric SYMMETRIC = new JdkSymmetric();

    private final SigningKey key = TestKeys.BROKER.signingKey();
    private final Jwk publicKey = TestKeys.BROKER.publicKey();
    private final String header = Jws.es256Header(TYP, publicKey.thumbprint());
    private final String good = Jws.signEs256(key, header, PAYLOAD);

    @Test
    void signsAndChecks() throws Malformed {
        Jws jws = Jws.parse("test", good, 2048);
        assertThat(jws.kid(TYP)).contains(publicKey.thumbprint());
        assertThat(jws.payload()).isEqualTo(PAYLOAD);
        assertThat(jws.isSignedEs256(P256_JDK, publicKey)).isTrue();
        assertThat(jws.isSignedEs256(P256_JDK, TestKeys.ROOT.publicKey())).isFalse();
    }

    @Test
    void checksMacs() throws Malformed {
        try (Secret one = TestKeys.secret(0, 32);
                Secret two = TestKeys.secret(1, 33)) {
            Jws jws = Jws.parse("test", Jws.signHs256(SYMMETRIC, one, Jws.hs256Header("t"), PAYLOAD), 2048);
            assertThat(jws.isHs256("t")).isTrue();
            assertThat(jws.isHs256("u")).isFalse();
            assertThat(jws.isSignedHs256(SYMMETRIC, one)).isTrue();
            assertThat(jws.isSignedHs256(SYMMETRIC, two)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'alg':'none','kid':'K','typ':'T'}",
                "{'alg':'HS256','kid':'K','typ':'T'}",
                "{'alg':'es256','kid':'K','typ':'T'}",
                "{'alg':'ES384','kid':'K','typ':'T'}",
                "{'kid':'K','alg':'ES256','typ':'T'}",
                "{'alg':'ES256','typ':'T','kid':'K'}",
                "{'alg':'ES256','kid':'K','typ':'T','crit':[]}",
                "{'alg':'ES256','kid':'K','typ':'T','jwk':{}}",
                "{'alg':'ES256','kid':'K','typ':'T','b64':false}",
                "{'alg':'ES256','kid':'K','jku':'http://x','typ':'T'}",
                "{'alg':'ES256','kid':'K','x5c':[],'typ':'T'}",
                "{'alg':'ES256','kid':'K','typ':'T','typ':'T'}",
                "{'alg':'ES256','alg':'ES256','kid':'K','typ':'T'}",
                "{'alg':'ES256','kid':'K','typ':'T' }",
                " {'alg':'ES256','kid':'K','typ':'T'}",
                "{'alg':'ES256','kid':'K','typ':'T'}\n",
                "{'alg':'ES256','kid':'K','typ':'cloister-keys+jwt'}",
                "{'alg':'ES256','kid':'K','typ':'JWT'}",
                "{'alg':'ES256','kid':'K'}",
                "{'alg':'ES256','kid':'','typ':'T'}",
                "{'alg':'ES256','kid':'Kx','typ':'T'}",
                "{'alg':'ES256','kid':'K','typ':''}",
                "{'alg':'ES256','kid':'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\\u0041','typ':'T'}",
                "{'alg':'ES256','kid':'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','jwk':'a','typ':'T'}",
                "{'alg':'ES256','kid':'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa+/','typ':'T'}",
                "null",
                ""
            })
    void knowsOneHeader(String template) throws Malformed {
        String text = template.replace('\'', '"')
                .replace("K\"", publicKey.thumbprint() + "\"")
                .replace("Kx", publicKey.thumbprint() + "x")
                .replace("\"T\"", "\"" + TYP + "\"");
        Jws jws = Jws.parse("test", Jws.signEs256(key, text, PAYLOAD), 2048);
        assertThat(jws.kid(TYP)).isEmpty();
    }

    /// The public key, in each form that it has as text or bytes, as key of the MAC.
    @Test
    void aMacWithThePublicKeyIsNoSignature() throws Malformed {
        for (Bytes known : List.of(
                publicKey.x(),
                publicKey.x().concat(publicKey.y()),
                Bytes.utf8(publicKey.toJson().compact()),
                Bytes.utf8(publicKey.thumbprint()))) {
            try (Secret macKey = Secret.of(known.array())) {
                Jws jws = Jws.parse("test", Jws.signHs256(SYMMETRIC, macKey, header, PAYLOAD), 2048);
                assertThat(jws.isSignedEs256(P256_JDK, publicKey)).isFalse();
            }
        }
    }

    @Test
    void numbersMustLieInTheirRange() throws Malformed, GeneralSecurityException {
        Bytes signature = Bytes.of(java.util.Base64.getUrlDecoder().decode(part(2)));
        Bytes r = signature.slice(0, 32);
        Bytes s = signature.slice(32, 64);
        Bytes zero = Bytes.EMPTY.padTo(32);
        Bytes n = Curve.ORDER;
        Bytes most = Bytes.hex("ff".repeat(32));
        for (Bytes wrong : List.of(
                zero.concat(s),
                r.concat(zero),
                zero.concat(zero),
                n.concat(s),
                r.concat(n),
                most.concat(s),
                r.concat(most),
                s.concat(r),
                signature.slice(0, 63),
                signature.concat(Bytes.hex("00")),
                Bytes.EMPTY)) {
            assertThat(withSignature(wrong).isSignedEs256(P256_JDK, publicKey))
                    .as(wrong.hex())
                    .isFalse();
        }
        assertThat(withSignature(signature).isSignedEs256(P256_JDK, publicKey)).isTrue();
        // the other s is as good: nothing is keyed by signature bytes
        BigInteger other = new BigInteger(1, n.array()).subtract(new BigInteger(1, s.array()));
        byte[] number = other.toByteArray();
        Bytes otherS = Bytes.of(number, number.length > 32 ? 1 : 0, number.length);
        Bytes padded = Bytes.EMPTY.padTo(32 - otherS.length()).concat(otherS);
        assertThat(withSignature(r.concat(padded)).isSignedEs256(P256_JDK, publicKey))
                .isTrue();
    }

    @Test
    void aDerSignatureIsNone() throws GeneralSecurityException, Malformed {
        java.security.Signature der = java.security.Signature.getInstance("SHA256withECDSA");
        try (Secret pkcs8 = key.pkcs8()) {
            der.initSign(JdkP256.privateKey(pkcs8));
        }
        der.update((part(0) + "." + part(1)).getBytes(StandardCharsets.US_ASCII));
        assertThat(withSignature(Bytes.of(der.sign())).isSignedEs256(P256_JDK, publicKey))
                .isFalse();
    }

    @Test
    void base64HasOneForm() {
        String thirdPart = part(2);
        char last = thirdPart.charAt(thirdPart.length() - 1);
        String sloppy =
                part(0) + "." + part(1) + "." + thirdPart.substring(0, thirdPart.length() - 1) + (char) (last + 1);
        for (String wrong : List.of(
                sloppy,
                good + "=",
                good + "==",
                good + " ",
                good + "\n",
                " " + good,
                good.replace('-', '+').replace('_', '/'),
                part(0) + "=." + part(1) + "." + thirdPart,
                part(0) + "." + part(1),
                good + ".",
                good + "." + part(0),
                "." + good,
                "",
                "..",
                "a.b.c")) {
            if (wrong.equals(good)) continue;
            try {
                Jws jws = Jws.parse("test", wrong, 2048);
                assertThat(jws.kid(TYP).isPresent() && jws.isSignedEs256(P256_JDK, publicKey))
                        .as(wrong)
                        .isFalse();
            } catch (Malformed refused) {
                assertThat(refused.getMessage()).startsWith("test");
            }
        }
        assertThatThrownBy(() -> Jws.parse("test", good, good.length() - 1)).hasMessageContaining("at most");
    }

    @Test
    void refusesEveryFlippedBitAndTruncation() {
        for (int bit = 0; bit < 8 * good.length(); bit++) {
            byte[] flipped = good.getBytes(StandardCharsets.US_ASCII);
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(holds(new String(flipped, StandardCharsets.ISO_8859_1)))
                    .as("bit %d", bit)
                    .isFalse();
        }
        for (int length = 0; length < good.length(); length++) {
            assertThat(holds(good.substring(0, length))).isFalse();
        }
    }

    private boolean holds(String compact) {
        try {
            Jws jws = Jws.parse("test", compact, 2048);
            return jws.kid(TYP).equals(java.util.Optional.of(publicKey.thumbprint()))
                    && jws.isSignedEs256(P256_JDK, publicKey);
        } catch (Malformed refused) {
            return false;
        }
    }

    private Jws withSignature(Bytes signature) throws Malformed {
        return Jws.parse("test", part(0) + "." + part(1) + "." + signature.base64Url(), 2048);
    }

    private String part(int index) {
        return good.split("\\.", -1)[index];
    }
}
