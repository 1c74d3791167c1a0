package dev.cloister.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 8259, and the stricter rules that {@link Json} states.
class JsonReadTest {
    private static Json parse(String text) throws Malformed {
        return Json.parse("T", text.getBytes(StandardCharsets.UTF_8), 4);
    }

    private static String text(String json) throws Malformed {
        return ((JsonText) parse(json)).value();
    }

    @Test
    void readsEveryKind() throws Malformed {
        assertThat(parse(" {\"a\":[1,\"x\",true,false,null,{}],\"b\":-2.5e3} "))
                .isEqualTo(Json.object()
                        .put(
                                "a",
                                Json.array(List.of(
                                        Json.number(1),
                                        Json.text("x"),
                                        Json.flag(true),
                                        Json.flag(false),
                                        JsonNull.NULL,
                                        Json.object().build())))
                        .put("b", new JsonNumber("-2.5e3"))
                        .build());
    }

    @Test
    void readsEscapes() throws Malformed {
        assertThat(text("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e4\\uD83D\\uDE00\""))
                .isEqualTo("\"\\/\b\f\n\r\tAä😀");
        assertThat(text("\"ä😀\\u0000\"")).isEqualTo("ä😀\0");
        assertThat(text("\"\u007f\u2028\"")).isEqualTo("\u007f\u2028");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\uFEFF{}",
                "nul",
                "nulll",
                "tru",
                "TRUE",
                "NaN",
                "Infinity",
                "-Infinity",
                "undefined",
                "{",
                "}",
                "[",
                "]",
                "{}{}",
                "{} x",
                "[1,]",
                "[,1]",
                "[1 2]",
                "[1,,2]",
                "{\"a\":1,}",
                "{,}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\" 1}",
                "{a:1}",
                "{'a':1}",
                "{1:1}",
                "{null:1}",
                "[1}",
                "{\"a\":1]",
                "//x\n1",
                "/**/1",
                "#1",
                "1 //x",
                "\u00a01",
                "\f1",
                "\u000b1",
                "1\0",
            })
    void refusesBrokenStructure(String text) {
        assertThatExceptionOfType(Malformed.class).isThrownBy(() -> parse(text)).withMessageStartingWith("T at 0x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01", "-01", "00", "+1", "-", "--1", ".5", "-.5", "1.", "1.e1", "1e", "1e+", "1E-", "1e1.5", "0x10",
                "1_0", "1e400", "-1e400", "1,0", "٣", "1.2.3", "1-2", "1e1e1", "-a",
            })
    void refusesNumbersThatAreNone(String text) {
        assertThatExceptionOfType(Malformed.class).isThrownBy(() -> parse(text));
        assertThatExceptionOfType(Malformed.class).isThrownBy(() -> parse("{\"a\":" + text + "}"));
    }

    @Test
    void keepsNumbersAsWritten() throws Malformed {
        for (String literal : List.of(
                "0",
                "-0",
                "0.0",
                "1E5",
                "1e-5",
                "1.50",
                "9007199254740993",
                "18446744073709551615",
                "-1.5E+10",
                "123456789012345678901234567890",
                "1e308",
                "4.9e-324",
                "1e-400")) {
            assertThat(parse(literal)).isEqualTo(new JsonNumber(literal));
        }
        assertThat(parse("1".repeat(128))).isInstanceOf(JsonNumber.class);
        assertThatThrownBy(() -> parse("1".repeat(129))).hasMessage("T at 0x0: a number of more than 128 characters");
    }

    @Test
    void knowsWhatFitsALong() {
        assertThat(new JsonNumber("9223372036854775807").toLong()).hasValue(Long.MAX_VALUE);
        assertThat(new JsonNumber("-9223372036854775808").toLong()).hasValue(Long.MIN_VALUE);
        assertThat(new JsonNumber("9223372036854775808").toLong()).isEmpty();
        assertThat(new JsonNumber("9223372036854775808").toUnsigned()).hasValue(Long.MIN_VALUE);
        assertThat(new JsonNumber("18446744073709551615").toUnsigned()).hasValue(-1);
        assertThat(new JsonNumber("18446744073709551616").toUnsigned()).isEmpty();
        assertThat(new JsonNumber("-1").toUnsigned()).isEmpty();
        assertThat(new JsonNumber("1.0").toLong()).isEmpty();
        assertThat(new JsonNumber("1e3").toLong()).isEmpty();
        assertThat(new JsonNumber("-0").toLong()).hasValue(0);
        assertThat(JsonNumber.ofUnsigned(-1).literal()).isEqualTo("18446744073709551615");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"",
                "\"abc",
                "\"\\\"",
                "\"\\x41\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\\u\"",
                "\"\\\"",
                "\"a\nb\"",
                "\"a\tb\"",
                "\"\0\"",
                "\"\u001f\"",
                "\"\\ud800\"",
                "\"\\udc00\"",
                "\"\\ud800\\ud800\"",
                "\"\\ud800x\"",
                "\"\\udc00\\ud800\"",
                "\"\\'\"",
                "\"\\U0041\"",
                "'a'",
                "\"\\u٠٠٤١\"",
            })
    void refusesBrokenTexts(String text) {
        assertThatExceptionOfType(Malformed.class).isThrownBy(() -> parse(text));
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        int[][] wrong = {
            {0x80},
            {0xc0, 0x80},
            {0xc3},
            {0xe0, 0x80, 0x80},
            {0xed, 0xa0, 0x80},
            {0xf5, 0x80, 0x80, 0x80},
            {0xff},
            {0xf4, 0x90, 0x80, 0x80},
            {0xe2, 0x82},
        };
        for (int[] sequence : wrong) {
            byte[] json = new byte[sequence.length + 2];
            json[0] = '"';
            json[json.length - 1] = '"';
            for (int i = 0; i < sequence.length; i++) {
                json[i + 1] = (byte) sequence[i];
            }
            assertThatThrownBy(() -> Json.parse("T", json, 1))
                    .as(Arrays.toString(sequence))
                    .hasMessage("T at 0x1: a text that is not UTF-8");
        }
    }

    @Test
    void refusesAMemberTwice() {
        assertThatThrownBy(() -> parse("{\"a\":1, \"a\":1}")).hasMessage("T at 0x8: member \"a\" is there twice");
        assertThatThrownBy(() -> parse("{\"a\":1,\"\\u0061\":2}")).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> parse("[{\"x\":{\"a\":1,\"b\":2,\"a\":3}}]")).isInstanceOf(Malformed.class);
    }

    @Test
    void namesThatDifferOnlyInNormalisationAreTwo() throws Malformed {
        assertThat(((JsonObject) parse("{\"\u00e4\":1,\"a\u0308\":2,\"\":3}")).members())
                .hasSize(3);
    }

    @Test
    void boundsDepth() throws Malformed {
        assertThat(parse("[[[[1]]]]")).isInstanceOf(JsonArray.class);
        assertThatThrownBy(() -> parse("[[[[[1]]]]]")).hasMessage("T at 0x4: nested deeper than 4");
        assertThatThrownBy(() -> parse("{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}")).hasMessageContaining("deeper than 4");
        assertThat(parse("[[],[[]],{\"a\":[]}]")).isInstanceOf(JsonArray.class);
        assertThatThrownBy(() -> parse("[".repeat(1_000_000))).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> Json.parse("T", "[]".getBytes(StandardCharsets.UTF_8), 0))
                .isInstanceOf(Malformed.class);
    }

    @Test
    void everyTruncationIsRefused() throws Malformed {
        byte[] whole = "{\"a\":[1.5e3,\"x\\u00e4ä\",true,null],\"b\":{\"c\":false}}".getBytes(StandardCharsets.UTF_8);
        Json.parse("T", whole, 4);
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatExceptionOfType(Malformed.class)
                    .as("first %d bytes", length)
                    .isThrownBy(() -> Json.parse("T", part, 4));
        }
    }

    @Test
    void offsetsAreBytes() {
        assertThatThrownBy(() -> parse("{\"ä\":x}"))
                .isInstanceOfSatisfying(
                        Malformed.class, e -> assertThat(e.offset()).isEqualTo(6))
                .hasMessage("T at 0x6: no JSON value starts with x");
    }

    @Test
    void toStringShowsNoContent() throws Malformed {
        assertThat(parse("{\"key\":\"c2VjcmV0\",\"n\":[12345]}")).hasToString("JsonObject[key, n]");
        assertThat(parse("\"c2VjcmV0\"")).hasToString("JsonText(8 characters)");
        assertThat(parse("[12345]")).hasToString("JsonArray(1 items)");
        assertThat(parse("12345")).hasToString("JsonNumber(5 characters)");
    }
}
