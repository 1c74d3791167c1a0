package dev.cloister.broker.kbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.ECDHDecrypter;
import com.nimbusds.jose.crypto.RSADecrypter;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Opened by another implementation of JOSE than the one that seals.
class TeeKeyTest {
    private static final String URL = "[A-Za-z0-9_-]+";

    private static TeeKey parse(String json) throws Malformed {
        return TeeKey.parse(JsonFields.parse("Key", Bytes.utf8(json).array(), 1));
    }

    private static JWEObject sealed(TeeKey key, String plaintext) throws Exception {
        try (Secret secret = Secret.of(plaintext.getBytes(StandardCharsets.UTF_8))) {
            JsonFields jwe = key.seal(secret).fields("JWE");
            assertThat(jwe.names()).containsExactly("protected", "encrypted_key", "iv", "ciphertext", "tag");
            assertThat(jwe.base64Url("iv").length()).isEqualTo(12);
            assertThat(jwe.base64Url("tag").length()).isEqualTo(16);
            return JWEObject.parse(String.join(
                    ".",
                    jwe.text("protected"),
                    jwe.text("encrypted_key"),
                    jwe.text("iv"),
                    jwe.text("ciphertext"),
                    jwe.text("tag")));
        }
    }

    private static String header(JWEObject jwe) {
        return jwe.getHeader().toBase64URL().decodeToString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"P-256", "P-521"})
    void anEllipticCurve(String curve) throws Exception {
        ECKey pair = new ECKeyGenerator(Curve.parse(curve)).generate();
        String json = "{\"kty\":\"EC\",\"crv\":\"" + curve + "\",\"alg\":\"ECDH-ES+A256KW\",\"x\":\"" + pair.getX()
                + "\",\"y\":\"" + pair.getY() + "\"}";
        TeeKey key = parse(json);
        assertThat(key.json().compact()).isEqualTo(json);
        assertThat(key.thumbprint()).isEqualTo(pair.computeThumbprint().toString());
        for (String plaintext : new String[] {"", "hello tee", "x".repeat(100_000)}) {
            JWEObject jwe = sealed(key, plaintext);
            assertThat(jwe.getEncryptedKey().decode()).hasSize(40);
            // The order that clients write it in again (specs kbs-observed 4, item 17).
            assertThat(header(jwe))
                    .matches("\\{\"alg\":\"ECDH-ES\\+A256KW\",\"enc\":\"A256GCM\",\"epk\":\\{\"crv\":\"" + curve
                            + "\",\"kty\":\"EC\",\"x\":\"" + URL + "\",\"y\":\"" + URL + "\"}}");
            jwe.decrypt(new ECDHDecrypter(pair));
            assertThat(jwe.getPayload()).hasToString(plaintext);
        }
    }

    @Test
    void rsa() throws Exception {
        RSAKey pair = new RSAKeyGenerator(2048).generate();
        String json = "{\"kty\":\"RSA\",\"alg\":\"RSA-OAEP-256\",\"n\":\"" + pair.getModulus() + "\",\"e\":\""
                + pair.getPublicExponent() + "\"}";
        TeeKey key = parse(json);
        assertThat(key.json().compact()).isEqualTo(json);
        assertThat(key.thumbprint()).isEqualTo(pair.computeThumbprint().toString());
        JWEObject jwe = sealed(key, "hello tee");
        assertThat(jwe.getEncryptedKey().decode()).hasSize(256);
        assertThat(header(jwe)).isEqualTo("{\"alg\":\"RSA-OAEP-256\",\"enc\":\"A256GCM\"}");
        jwe.decrypt(new RSADecrypter(pair));
        assertThat(jwe.getPayload()).hasToString("hello tee");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EC  | P-384 | ECDH-ES+A256KW | P-384 is not served; P-256 and P-521 are",
                "EC  | P-256 | ECDH-ES        | ECDH-ES is not served; ECDH-ES+A256KW is",
                "RSA | P-256 | RSA1_5         | RSA1_5 is not served; RSA-OAEP-256 is",
                "RSA | P-256 | RSA-OAEP       | RSA-OAEP is not served",
                "AKP | P-256 | ML-KEM-768+A192KW | AKP is not served; EC and RSA are",
                "oct | P-256 | dir            | oct is not served",
            })
    void aKindThatIsNotServedIsNamed(String type, String curve, String algorithm, String sentence) {
        String json = "{\"kty\":\"" + type + "\",\"crv\":\"" + curve + "\",\"alg\":\"" + algorithm
                + "\",\"x\":\"AA\",\"y\":\"AA\",\"n\":\"AA\",\"e\":\"AQAB\"}";
        assertThatThrownBy(() -> parse(json)).isInstanceOf(Malformed.class).hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @CsvSource({"P-256,32", "P-521,66"})
    void whatIsNoPointOfTheCurve(String curve, int length) throws Exception {
        ECKey pair = new ECKeyGenerator(Curve.parse(curve)).generate();
        Bytes x = Bytes.of(pair.getX().decode());
        Bytes y = Bytes.of(pair.getY().decode());
        Bytes zero = Bytes.EMPTY.padTo(length);
        Bytes flipped = Bytes.EMPTY.padTo(length - 1).concat(Bytes.hex("01"));
        for (Bytes[] bad : new Bytes[][] {
            {zero, zero},
            {y, x},
            {x, flipped},
            {x, zero},
            {x.slice(1, length), y},
            {x.concat(zero), y},
            {x, Bytes.EMPTY},
            {Bytes.hex("ff".repeat(length)), Bytes.hex("ff".repeat(length))}
        }) {
            JsonObject json = Json.object()
                    .put("kty", "EC")
                    .put("crv", curve)
                    .put("alg", "ECDH-ES+A256KW")
                    .put("x", bad[0].base64Url())
                    .put("y", bad[1].base64Url())
                    .build();
            assertThatThrownBy(() -> parse(json.compact())).isInstanceOf(Malformed.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"1024,AQAB", "2048,Aw", "2048,AQAA", "2048,''", "8192,AQAB"})
    void anRsaKeyOfNoUse(int bits, String exponent) {
        String modulus = Bytes.hex("ff".repeat(bits / 8)).base64Url();
        assertThatThrownBy(() -> parse("{\"kty\":\"RSA\",\"alg\":\"RSA-OAEP-256\",\"n\":\"" + modulus + "\",\"e\":\""
                        + exponent + "\"}"))
                .isInstanceOf(Malformed.class);
        String even = Bytes.hex("ff".repeat(255) + "fe").base64Url();
        assertThatThrownBy(
                        () -> parse("{\"kty\":\"RSA\",\"alg\":\"RSA-OAEP-256\",\"n\":\"" + even + "\",\"e\":\"AQAB\"}"))
                .hasMessageContaining("must be odd");
    }

    /// Base64url that is not canonical, texts for numbers, members that are missing.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"kty\":\"EC\"}",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"alg\":\"ECDH-ES+A256KW\",\"x\":\"AA==\",\"y\":\"AA\"}",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"alg\":\"ECDH-ES+A256KW\",\"x\":1,\"y\":2}",
                "{\"kty\":\"RSA\",\"alg\":\"RSA-OAEP-256\",\"n\":\"AA\"}"
            })
    void malformed(String json) {
        assertThatThrownBy(() -> parse(json)).isInstanceOf(Malformed.class);
    }
}
