package dev.cloister.protocol.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JweTest {
    private static final Symmetric SYMMETRIC = new JdkSymmetric();
    private final P256.PrivateKey tee = TestKeys.TEE.agreementKey();

    /// specs kbs-protocol 4.1
    @Test
    void knownAnswer() throws Malformed {
        Jwe jwe = known();
        assertThat(jwe.toJson().compact())
                .isEqualTo(
                        "{\"protected\":\"eyJhbGciOiJFQ0RILUVTK0EyNTZLVyIsImVuYyI6IkEyNTZHQ00iLCJlcGsiOnsiY3J2IjoiUC0"
                                + "yNTYiLCJrdHkiOiJFQyIsIngiOiJFWEpNcHRESUlESE1UVGhmQUZGXzkxRGdRSUlLMjc4b1FlWWlyN0s1bm00IiwieSI6"
                                + "ImpIcUkzRVF4OGFheklGck4xd05MR0VwTWE5ZkVERmdLVnd1aHBsdFVYUEEifX0\",\"encrypted_key\":\"_hg1052akWk"
                                + "tyxiKZHEogxeyQMfy-EQwzfLTCMHwAufQZEoCOcRwRQ\",\"iv\":\"AAECAwQFBgcICQoL\",\"ciphertext\":"
                                + "\"NDcxyyUVn4nZ\",\"tag\":\"-zQpPXRIrC1Ev47RGfmK5A\"}");
        assertThat(opened(jwe)).isEqualTo("hello tee");
    }

    @Test
    void keyOfTheKnownAnswer() throws Malformed {
        Bytes kek = Bytes.hex("f4b8825f1169cf8785b3f5a6db77e86cf6ef0b92fed0a9b8cc328d86547d7486");
        try (Secret outer = Secret.of(kek.array());
                Secret cek = TestKeys.secret(0x20, 0x40)) {
            assertThat(SYMMETRIC.wrapKey(outer, cek)).isEqualTo(known().encryptedKey());
        }
    }

    @Test
    void sealsAndOpens() throws Malformed {
        for (int length : new int[] {0, 1, 1000, 100_000}) {
            try (Secret plaintext = Secret.random(length)) {
                Jwe jwe = Jwe.seal(Crypto.jdk(), tee.publicKey(), plaintext);
                Jwe read = parse(jwe.toJson().compact());
                assertThat(read).isEqualTo(jwe);
                assertThat(read.open(SYMMETRIC, tee)).isEqualTo(plaintext);
            }
        }
    }

    @Test
    void onlyItsRecipientOpensIt() throws Malformed {
        assertThatThrownBy(() -> known().open(SYMMETRIC, TestKeys.BROKER.agreementKey()))
                .hasMessage("JWE.encrypted_key: is not for this key");
        Jwk noPoint = new Jwk(Bytes.EMPTY.padTo(32), Bytes.EMPTY.padTo(32));
        assertThatThrownBy(() -> Jwe.seal(Crypto.jdk(), noPoint, TestKeys.secret(0, 1)))
                .hasMessageContaining("not a point");
    }

    /// Every bit of the JSON text: not a JWE, or one that does not open.
    @Test
    void refusesEveryFlippedBit() throws Malformed {
        byte[] good = known().toJson().compact().getBytes(StandardCharsets.UTF_8);
        for (int bit = 0; bit < 8 * good.length; bit++) {
            byte[] flipped = good.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(
                            () -> Jwe.parse(JsonFields.parse("JWE", flipped, 1)).open(SYMMETRIC, tee))
                    .as("bit %d", bit)
                    .isInstanceOf(Malformed.class);
        }
    }

    @Test
    void refusesEveryTruncationAndMore() throws Malformed {
        String good = known().toJson().compact();
        for (int length = 0; length < good.length(); length++) {
            String cut = good.substring(0, length);
            assertThatThrownBy(() -> parse(cut)).isInstanceOf(Malformed.class);
        }
        assertThatThrownBy(() -> parse(good + " x")).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> parse(good.replace("}", ",\"aad\":\"\"}"))).hasMessage("JWE: unknown member aad");
        assertThatThrownBy(() -> parse(good.replace("}", ",\"header\":{}}"))).isInstanceOf(Malformed.class);
    }

    /// Headers that mean the same, or more, to a reader of JSON.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'enc':'A256GCM','alg':'ECDH-ES+A256KW','epk':{'crv':'P-256','kty':'EC','x':'X','y':'Y'}}",
                "{'alg':'ECDH-ES+A256KW','enc':'A256GCM','epk':{'kty':'EC','crv':'P-256','x':'X','y':'Y'}}",
                "{'alg':'ECDH-ES+A256KW','enc':'A256GCM','epk':{'crv':'P-256','kty':'EC','x':'X','y':'Y'} }",
                "{'alg':'ECDH-ES+A256KW','enc':'A256GCM','epk':{'crv':'P-256','kty':'EC','x':'X','y':'Y'},'zip':'DEF'}",
                "{'alg':'ECDH-ES+A256KW','enc':'A256GCM','apu':'','epk':{'crv':'P-256','kty':'EC','x':'X','y':'Y'}}",
                "{'alg':'dir','enc':'A256GCM','epk':{'crv':'P-256','kty':'EC','x':'X','y':'Y'}}",
                "{'alg':'ECDH-ES','enc':'A256GCM','epk':{'crv':'P-256','kty':'EC','x':'X','y':'Y'}}",
                "{'alg':'ECDH-ES+A256KW','enc':'A128GCM','epk':{'crv':'P-256','kty':'EC','x':'X','y':'Y'}}",
                "{'alg':'ECDH-ES+A256KW','enc':'A256GCM','epk':{'crv':'P-256','kty':'EC','x':'X=','y':'Y'}}",
                "{}",
                ""
            })
    void refusesOtherHeaders(String header) throws Malformed {
        Jwk eph = TestKeys.EPH.publicKey();
        String text = header.replace('\'', '"')
                .replace("X", eph.x().base64Url())
                .replace("Y", eph.y().base64Url());
        Jwe good = known();
        Jwe other =
                new Jwe(Bytes.utf8(text).base64Url(), good.encryptedKey(), good.iv(), good.ciphertext(), good.tag());
        assertThatThrownBy(() -> other.open(SYMMETRIC, tee)).hasMessageStartingWith("JWE.protected");
    }

    private static Jwe known() throws Malformed {
        try (Secret cek = TestKeys.secret(0x20, 0x40);
                Secret plaintext = Secret.of("hello tee".getBytes(StandardCharsets.UTF_8))) {
            return Jwe.seal(
                    SYMMETRIC,
                    TestKeys.EPH.agreementKey(),
                    cek,
                    TestKeys.range(0, 12),
                    TestKeys.TEE.publicKey(),
                    plaintext);
        }
    }

    private String opened(Jwe jwe) throws Malformed {
        try (Secret plaintext = jwe.open(SYMMETRIC, tee)) {
            return plaintext.use(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }
    }

    private static Jwe parse(String text) throws Malformed {
        return Jwe.parse(JsonFields.of("JWE", Json.parse("JWE", text.getBytes(StandardCharsets.UTF_8), 2)));
    }
}
