package dev.cloister.protocol.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class P256Test {
    private final JdkP256 p256 = new JdkP256();

    @ParameterizedTest
    @CsvSource({
        "ROOT, 4813494d137e1631bba301d5acab6e7bb7aa74ce1185d456565ef51d737677b2, BH-WksFyk6HqY8cwiW_Mi5KLfDPApQ8urKiMMPE0SOQ",
        "BROKER, faa2a9bdcc837728fffdebbca0ada344aca67ebe6aa54836d298377820590de2, 5MSaS_3SJGzZVTtdSlN4JhPeHcO1m5I6c1GHVjiceyI",
        "TEE, c4b8650808fdbc63b3d881cf5b6d5c4e4774760bccf6d6e1d5065d1625ce8745, EJjMEmmxw4QTXefrQqX5BOCLd67byU7Y_U8FaoGW7ew"
    })
    void thumbprints(TestKeys key, String scalar, String thumbprint) {
        assertThat(key.scalar()).hasToString(scalar);
        assertThat(key.publicKey().thumbprint()).isEqualTo(thumbprint);
        assertThat(key.publicKey().thumbprint(new JdkSymmetric())).isEqualTo(thumbprint);
    }

    @ParameterizedTest
    @EnumSource
    void halvesBelongTogether(TestKeys key) throws Malformed {
        assertThat(key.publicKey().isPoint()).isTrue();
        try (Secret pkcs8 = key.agreementKey().pkcs8()) {
            assertThat(p256.load(pkcs8, key.publicKey()).publicKey()).isEqualTo(key.publicKey());
            Jwk other = TestKeys.values()[(key.ordinal() + 1) % TestKeys.values().length].publicKey();
            assertThatThrownBy(() -> p256.load(pkcs8, other)).hasMessageContaining("do not belong together");
            assertThatThrownBy(() -> SigningKey.load(pkcs8, other)).hasMessageContaining("do not belong together");
        }
    }

    @Test
    void agreesOnTheKnownSecret() throws Malformed {
        try (Secret z = TestKeys.EPH.agreementKey().agree(TestKeys.TEE.publicKey())) {
            assertThat(z.<Bytes, RuntimeException>use(Bytes::of))
                    .hasToString("f8bd854c7f65824e62b48f3e39274af1d049d68ae5198722b3145ab405a9075d");
        }
        try (Secret z = TestKeys.EPH2.agreementKey().agree(TestKeys.TEE.publicKey())) {
            assertThat(z.<Bytes, RuntimeException>use(Bytes::of))
                    .hasToString("e7df254b7042afa4de4fc9532d6ce3dbdabb1f52d7875c29d2cd95b8b843f8ba");
        }
    }

    @Test
    void generatesWorkingKeys() throws Malformed {
        JdkP256.Key one = p256.generate();
        JdkP256.Key two = p256.generate();
        assertThat(one.publicKey().isPoint()).isTrue();
        assertThat(one.agree(two.publicKey())).isEqualTo(two.agree(one.publicKey()));
        SigningKey signer = SigningKey.generate();
        byte[] text = "text".getBytes(StandardCharsets.UTF_8);
        assertThat(p256.verify(signer.publicKey(), text, signer.sign(text))).isTrue();
        assertThat(p256.verify(one.publicKey(), text, signer.sign(text))).isFalse();
        assertThat(signer).hasToString("SigningKey(" + signer.publicKey().thumbprint() + ")");
    }

    /// Each bit of the point changed, and coordinates beyond the prime.
    @Test
    void refusesWhatIsNoPoint() {
        Jwk tee = TestKeys.TEE.publicKey();
        JdkP256.Key own = TestKeys.EPH.agreementKey();
        for (int bit = 0; bit < 512; bit++) {
            byte[] both = tee.x().concat(tee.y()).array();
            both[bit / 8] ^= (byte) (1 << bit % 8);
            Jwk wrong = new Jwk(Bytes.of(both, 0, 32), Bytes.of(both, 32, 64));
            assertThat(wrong.isPoint()).as("bit %d", bit).isFalse();
        }
        Bytes prime = Bytes.hex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
        Bytes zero = Bytes.EMPTY.padTo(32);
        // x = p + 5 is the same as 5 modulo p, for which there is a point: the long form is refused
        Bytes beyond = Bytes.hex("ffffffff00000001000000000000000000000001000000000000000000000004");
        Bytes five = Bytes.hex("0000000000000000000000000000000000000000000000000000000000000005");
        Bytes y = Bytes.hex("459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc");
        assertThat(new Jwk(five, y).isPoint()).isTrue();
        for (Jwk wrong :
                List.of(new Jwk(zero, zero), new Jwk(prime, zero), new Jwk(prime, prime), new Jwk(beyond, y))) {
            assertThat(wrong.isPoint()).isFalse();
            assertThatThrownBy(() -> own.agree(wrong)).hasMessageContaining("not a point");
            assertThat(p256.verify(wrong, new byte[0], zero.concat(zero))).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "kty":"EC"     | "kty":"RSA"           | key.kty: must be EC
            "crv":"P-256"  | "crv":"P-384"         | key.crv: must be P-256
            "x":"rOy       | "x":"r0y"             | key
            "x":"rOy       | "x":"rOyA             | key.x
            D-c"           | D-c="                 | key.x
            D-c"           | D-d"                  | key.x: base64 has bits set
            {"kty"         | {"d":"AAAA","kty"     | key: unknown member d
            {"kty"         | {"alg":"ES256","kty"  | key: unknown member alg
            """)
    void refusesOtherJwks(String right, String wrong, String message) {
        String text = TestKeys.TEE.publicKey().toJson().compact().replace(right, wrong);
        assertThatThrownBy(() -> Jwk.parse(fields(text)))
                .isInstanceOf(Malformed.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void readsJwks() throws Malformed {
        Jwk tee = TestKeys.TEE.publicKey();
        assertThat(Jwk.parse(fields(tee.toJson().compact()))).isEqualTo(tee);
        assertThat(Jwk.parseTee(fields(tee.toTeeJson().compact()))).isEqualTo(tee);
        assertThat(tee.toTeeJson().compact())
                .startsWith("{\"kty\":\"EC\",\"crv\":\"P-256\",\"alg\":\"ECDH-ES+A256KW\",\"x\":");
        assertThatThrownBy(() -> Jwk.parseTee(fields(tee.toJson().compact()))).hasMessage("key.alg: is missing");
    }

    private static JsonFields fields(String text) throws Malformed {
        return JsonFields.of("key", Json.parse("key", text.getBytes(StandardCharsets.UTF_8), 1));
    }
}
