package dev.cloister.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonWriteTest {
    private static Json parse(String text) throws Malformed {
        return Json.parse("T", text.getBytes(StandardCharsets.UTF_8), 8);
    }

    @Test
    void compactKeepsOrderAndLiterals() throws Malformed {
        String text = "{\"b\":1.50,\"a\":[true,null,{}],\"c\":\"x\"}";
        assertThat(parse(" {\"b\" : 1.50, \"a\":[ true,null,{ }], \"c\":\"x\"} ")
                        .compact())
                .isEqualTo(text);
    }

    @Test
    void prettyIsForPeople() {
        Json json = Json.object()
                .put("name", "strict-1")
                .put("list", Json.array(List.of(Json.number(1), Json.flag(true))))
                .put("none", Json.object().build())
                .build();
        assertThat(json.pretty()).isEqualTo("""
                        {
                          "name": "strict-1",
                          "list": [
                            1,
                            true
                          ],
                          "none": {}
                        }
                        """);
    }

    @Test
    void escapesOnlyWhatMustBe() {
        assertThat(Json.text("\"\\/\b\t\n\f\r\u0000\u001f\u007f\u2028ä😀").compact())
                .isEqualTo("\"\\\"\\\\/\\b\\t\\n\\f\\r\\u0000\\u001f\u007f\u2028ä😀\"");
    }

    /// RFC 8785 section 3.2.3.
    @Test
    void canonicalSortsByUtf16() throws Malformed {
        Json json = parse("{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\ufb33\":\"Hebrew\","
                + "\"1\":\"One\",\"\\ud83d\\ude00\":\"Emoji\",\"\\u0080\":\"Control\",\"\\u00f6\":\"o\"}");
        assertThat(json.canonical())
                .isEqualTo("{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"o\","
                        + "\"€\":\"Euro Sign\",\"😀\":\"Emoji\",\"\ufb33\":\"Hebrew\"}");
    }

    /// RFC 8785 section 3.2.2: the whole sample.
    @Test
    void canonicalSample() throws Malformed {
        Json json = parse("{\"numbers\": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],"
                + "\"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\","
                + "\"literals\": [null, true, false]}");
        assertThat(json.canonical())
                .isEqualTo("{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                        + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    @Test
    void canonicalFormOfTheKeyBroker() throws Malformed {
        Json json = parse("{ \"c\": {\"d\": \"e\"}, \"b\": 1, \"a\": \"test\" }");
        assertThat(json.canonical()).isEqualTo("{\"a\":\"test\",\"b\":1,\"c\":{\"d\":\"e\"}}");
        Json runtimeData = Json.object()
                .put(
                        "tee-pubkey",
                        Json.object()
                                .put("kty", "EC")
                                .put("crv", "P-256")
                                .put("alg", "ECDH-ES+A256KW")
                                .put("x", "rOy3DyWZGju2zGna07LFolgPlokBDrgF-JENNSyLD-c")
                                .put("y", "W2G4oFImrmBHkuETU0CjwzVmX5bx3Ho7BlnqhAbbJHc")
                                .build())
                .put("nonce", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
                .put("additional-evidence", "")
                .build();
        assertThat(Bytes.utf8(runtimeData.canonical()).length()).isEqualTo(244);
        assertThat(Digests.sha384(Bytes.utf8(runtimeData.canonical())))
                .hasToString("af6f293ffbdf6cc5a6b8649cc72a51c6dc1498a52d89ee2c474150c46af5a0d0"
                        + "ee54208296d6aee4d68b0f446c153bf4");
    }

    /// RFC 8785 appendix B: bits of a double, and how it is written.
    @ParameterizedTest
    @CsvSource({
        "0000000000000000,0",
        "8000000000000000,0",
        "0000000000000001,5e-324",
        "8000000000000001,-5e-324",
        "0000000000000002,1e-323",
        "0000000000000004,2e-323",
        "7fefffffffffffff,1.7976931348623157e+308",
        "ffefffffffffffff,-1.7976931348623157e+308",
        "4340000000000000,9007199254740992",
        "c340000000000000,-9007199254740992",
        "4430000000000000,295147905179352830000",
        "44b52d02c7e14af5,9.999999999999997e+22",
        "44b52d02c7e14af6,1e+23",
        "44b52d02c7e14af7,1.0000000000000001e+23",
        "444b1ae4d6e2ef4e,999999999999999700000",
        "444b1ae4d6e2ef4f,999999999999999900000",
        "444b1ae4d6e2ef50,1e+21",
        "3eb0c6f7a0b5ed8c,9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d,0.000001",
        "41b3de4355555553,333333333.3333332",
        "41b3de4355555554,333333333.33333325",
        "41b3de4355555555,333333333.3333333",
        "41b3de4355555556,333333333.3333334",
        "41b3de4355555557,333333333.33333343",
        "becbf647612f3696,-0.0000033333333333333333",
        "43143ff3c1cb0959,1424953923781206.2",
    })
    void numbersAsEcmaScriptWritesThem(String bits, String text) {
        double value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
        assertThat(JsonNumber.of(value).literal()).isEqualTo(text);
    }

    @Test
    void numbersComeBack() {
        Random random = new Random(8785);
        for (int i = 0; i < 20_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertThat(JsonNumber.of(value).toDouble()).isEqualTo(value);
            }
        }
    }

    @Test
    void canonicalIntegersUpTo2To53AreExact() {
        assertThat(Json.number(9007199254740991L).canonical()).isEqualTo("9007199254740991");
        assertThat(Json.number(-9007199254740991L).canonical()).isEqualTo("-9007199254740991");
        assertThat(new JsonNumber("1.0").canonical()).isEqualTo("1");
        assertThat(new JsonNumber("-0").canonical()).isEqualTo("0");
    }

    /// The small ones are kept, and are the same numbers.
    @Test
    void smallIntegersAreWrittenAsTheyAre() {
        for (long value = -2; value < 260; value++) {
            assertThat(Json.number(value)).isEqualTo(new JsonNumber(Long.toString(value)));
            assertThat(Json.number(value).compact()).isEqualTo(Long.toString(value));
        }
        assertThat(Json.number(255)).isSameAs(Json.number(255));
    }

    @Test
    void whatIsWrittenIsRead() throws Malformed {
        Json json = Json.object()
                .put("text", "a\u0001😀\"")
                .put("number", 42)
                .put("flag", false)
                .put("none", JsonNull.NULL)
                .put("list", Json.array(List.of(Json.array(List.of()), Json.text(""))))
                .build();
        assertThat(parse(json.compact())).isEqualTo(json);
        assertThat(parse(json.pretty())).isEqualTo(json);
        assertThat(parse(json.canonical())).isEqualTo(json);
    }

    @Test
    void cannotBeMadeBroken() {
        assertThatIllegalArgumentException().isThrownBy(() -> Json.text("\ud800"));
        assertThatIllegalArgumentException().isThrownBy(() -> Json.text("\udc00\ud800"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.object().put("\ud800", 1).build());
        assertThatIllegalArgumentException().isThrownBy(() -> new JsonNumber("01"));
        assertThatIllegalArgumentException().isThrownBy(() -> JsonNumber.of(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> JsonNumber.of(Double.POSITIVE_INFINITY));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.object().put("a", 1).put("a", 1));
    }
}
