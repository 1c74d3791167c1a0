package dev.cloister.broker.kbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttestMessageTest {
    private static final String NONCE = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String X = "rOy3DyWZGju2zGna07LFolgPlokBDrgF-JENNSyLD-c";
    private static final String Y = "W2G4oFImrmBHkuETU0CjwzVmX5bx3Ho7BlnqhAbbJHc";
    private static final String KEY =
            "{\"kty\":\"EC\",\"crv\":\"P-256\",\"alg\":\"ECDH-ES+A256KW\",\"x\":\"" + X + "\",\"y\":\"" + Y + "\"}";
    private static final String GOOD = "{\"init-data\":null,\"runtime-data\":{\"nonce\":\"" + NONCE
            + "\",\"tee-pubkey\":" + KEY
            + "},\"tee-evidence\":{\"primary_evidence\":{\"report_data\":\"AAAA\",\"svn\":\"1\"},"
            + "\"additional_evidence\":\"\"}}";

    private static AttestMessage parse(String body) throws Malformed {
        return AttestMessage.parse(body.getBytes(StandardCharsets.UTF_8));
    }

    /// Known answers (specs kbs-protocol 4.1).
    @Test
    void whatEvidenceIsOver() throws Malformed {
        AttestMessage sent = parse(GOOD);
        assertThat(sent.runtimeData().canonical())
                .hasSize(244)
                .isEqualTo("{\"additional-evidence\":\"\",\"nonce\":\"" + NONCE
                        + "\",\"tee-pubkey\":{\"alg\":\"ECDH-ES+A256KW\",\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"" + X
                        + "\",\"y\":\"" + Y + "\"}}");
        assertThat(AttestMessage.digest(sent.runtimeData()))
                .isEqualTo(Bytes.hex("af6f293ffbdf6cc5a6b8649cc72a51c6dc1498a52d89ee2c474150c46af5a0d0"
                        + "ee54208296d6aee4d68b0f446c153bf4"));
        assertThat(AttestMessage.digest(sent.deviceRuntimeData()))
                .isEqualTo(Bytes.hex("4abf0a3655bc11da5a6ba194b00d99586adae6c46830fb7bac7f6654f2b1e5ae"
                        + "59c10251e836e90471c1604fc7e29e35"));
    }

    @Test
    void unknownMembersArePassedOver() throws Malformed {
        String more = GOOD.replace("{\"init-data\":null,", "{\"later\":[1,{\"a\":2}],")
                .replace("\"kty\":\"EC\"", "\"use\":\"enc\",\"kty\":\"EC\"");
        assertThat(parse(more)).isEqualTo(parse(GOOD));
    }

    @Test
    void additionalEvidenceIsHashedAsItIs() throws Malformed {
        AttestMessage sent = parse(GOOD.replace("evidence\":\"\"", "evidence\":\"{ \\\"b\\\": 1}\""));
        assertThat(sent.runtimeData().canonical()).startsWith("{\"additional-evidence\":\"{ \\\"b\\\": 1}\",");
    }

    @Test
    void everyTruncationAndMore() {
        byte[] good = GOOD.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < good.length; i++) {
            byte[] cut = Arrays.copyOf(good, i);
            assertThatThrownBy(() -> AttestMessage.parse(cut)).isInstanceOf(Malformed.class);
        }
        assertThatThrownBy(() -> parse(GOOD + "x")).isInstanceOf(Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"init-data\":{\"format\":\"json\",\"body\":\"x\"}",
                "\"init-data\":{\"format\":\"toml\"}",
                "\"init-data\":\"text\"",
                "\"init-data\":{\"format\":\"toml\",\"body\":\"not toml\"}",
                "\"init-data\":null,\"init-data\":null"
            })
    void initDataOfNoUse(String member) {
        assertThatThrownBy(() -> parse(GOOD.replace("\"init-data\":null", member)))
                .isInstanceOf(Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{\"version\":\"0.4.0\",\"tee\":\"snp\"}",
                "{\"version\":4,\"tee\":\"snp\",\"extra-params\":\"\"}",
                "{\"version\":\"0.4.0\",\"version\":\"0.4.0\",\"tee\":\"snp\",\"extra-params\":\"\"}",
                "{\"version\":\"0.4.0\",\"extra-params\":\"\"}"
            })
    void aFirstMessageOfNoUse(String body) {
        assertThatThrownBy(() -> AuthMessage.parse(body.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "null", "7", "[]", "{\"supported-hash-algorithms\":[\"sha256\"]}"})
    void extraParamsMayBeAnything(String value) throws Malformed {
        String body = "{\"version\":\"0.4.0\",\"tee\":\"snp\",\"extra-params\":" + value + ",\"more\":1}";
        assertThat(AuthMessage.parse(body.getBytes(StandardCharsets.UTF_8))).isEqualTo(new AuthMessage("0.4.0", "snp"));
    }
}
