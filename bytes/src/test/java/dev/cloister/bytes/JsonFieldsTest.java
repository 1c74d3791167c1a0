package dev.cloister.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonFieldsTest {
    private static final String SAMPLE = """
            {"text":"x","number":7,"big":18446744073709551615,"flag":true,"none":null,"object":{"inner":[1]},
             "list":["a","b"],"things":[{"n":1},{"n":2}],"hex":"00ff","url":"AP8","std":"AP8="}""";

    private static JsonFields fields(String json) throws Malformed {
        return JsonFields.parse("T", json.getBytes(StandardCharsets.UTF_8), 4);
    }

    @Test
    void takesEveryKind() throws Malformed {
        JsonFields in = fields(SAMPLE);
        assertThat(in.text("text")).isEqualTo("x");
        assertThat(in.number("number")).isEqualTo(7);
        assertThat(in.number("number", 7, 7)).isEqualTo(7);
        assertThat(in.unsigned("big")).isEqualTo(-1);
        assertThat(in.flag("flag")).isTrue();
        assertThat(in.value("none")).isEqualTo(JsonNull.NULL);
        assertThat(in.object("object").array("inner")).containsExactly(Json.number(1));
        assertThat(in.texts("list")).containsExactly("a", "b");
        assertThat(in.objects("things")).hasSize(2);
        assertThat(in.hex("hex", 2)).isEqualTo(Bytes.hex("00ff"));
        assertThat(in.base64Url("url")).isEqualTo(Bytes.hex("00ff"));
        assertThat(in.base64("std")).isEqualTo(Bytes.hex("00ff"));
        assertThat(in.names()).startsWith("text", "number").hasSize(11);
        assertThat(in.whole().members()).hasSize(11);
        in.end();
    }

    @Test
    void optionalFormsTakeAbsentAndNullForNothing() throws Malformed {
        JsonFields in = fields("{\"none\":null,\"text\":\"\",\"number\":0,\"object\":{},\"list\":[]}");
        for (String name : new String[] {"none", "absent"}) {
            assertThat(in.optionalText(name)).isEmpty();
            assertThat(in.optionalNumber(name)).isEmpty();
            assertThat(in.optionalObject(name)).isEmpty();
            assertThat(in.optionalArray(name)).isEmpty();
            assertThat(in.optionalValue(name)).isEmpty();
        }
        assertThat(in.optionalText("text")).contains("");
        assertThat(in.optionalNumber("number")).hasValue(0);
        assertThat(in.optionalObject("object")).isPresent();
        assertThat(in.optionalArray("list")).isPresent();
        assertThat(in.has("none")).isTrue();
        assertThat(in.has("absent")).isFalse();
        in.end();
    }

    @Test
    void namesThePathOfWhatIsWrong() throws Malformed {
        JsonFields in = fields(SAMPLE);
        assertThatThrownBy(() -> in.text("absent")).hasMessage("T.absent: is missing");
        assertThatThrownBy(() -> in.text("none")).hasMessage("T.none: must be a text, is null");
        assertThatThrownBy(() -> in.text("number")).hasMessage("T.number: must be a text, is a number");
        assertThatThrownBy(() -> in.number("text")).hasMessage("T.text: must be a number, is a text");
        assertThatThrownBy(() -> in.flag("number")).hasMessage("T.number: must be true or false, is a number");
        assertThatThrownBy(() -> in.object("list")).hasMessage("T.list: must be an object, is an array");
        assertThatThrownBy(() -> in.array("object")).hasMessage("T.object: must be an array, is an object");
        assertThatThrownBy(() -> in.optionalText("flag")).hasMessage("T.flag: must be a text, is a flag");
        assertThatThrownBy(() -> in.object("object").object("inner").text("x"))
                .hasMessage("T.object.inner: must be an object, is an array");
        assertThatThrownBy(() -> in.objects("list")).hasMessage("T.list[0]: must be an object, is a text");
        assertThatThrownBy(() -> in.texts("things")).hasMessage("T.things[0]: must be a text, is an object");
        assertThatThrownBy(() -> in.objects("things").getLast().text("m")).hasMessage("T.things[1].m: is missing");
        assertThatThrownBy(() -> in.number("number", 8, 9)).hasMessage("T.number: must be from 8 to 9, is 7");
        assertThatThrownBy(() -> in.number("big")).hasMessageStartingWith("T.big: must be an integer of 64 bits");
        assertThatThrownBy(() -> in.unsigned("text")).hasMessageStartingWith("T.text: must be an integer");
        assertThatThrownBy(() -> in.hex("hex", 3)).hasMessage("T.hex: must be 3 bytes, is 2");
        assertThatThrownBy(() -> in.hex("text")).hasMessage("T.text: hex has an odd length, 1");
        assertThatThrownBy(() -> in.base64Url("std")).hasMessageStartingWith("T.std: ");
        assertThatThrownBy(() -> JsonFields.of("T", Json.number(1))).hasMessage("T: must be an object, is a number");
    }

    @Test
    void refusesMembersNobodyAskedFor() throws Malformed {
        JsonFields in = fields("{\"a\":1,\"b\":{\"c\":1,\"d\":2},\"e\":3}");
        in.number("a");
        JsonFields inner = in.object("b");
        assertThatThrownBy(inner::end).hasMessage("T.b: unknown members c, d");
        inner.number("c");
        assertThatThrownBy(inner::end).hasMessage("T.b: unknown member d");
        inner.number("d");
        inner.end();
        assertThatThrownBy(in::end).hasMessage("T: unknown member e");
        in.has("e");
        in.end();
    }

    @Test
    void integersAreWrittenAsIntegers() throws Malformed {
        JsonFields in = fields("{\"a\":1.0,\"b\":1e2,\"c\":-1}");
        assertThatThrownBy(() -> in.number("a")).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> in.number("b")).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> in.unsigned("c")).isInstanceOf(Malformed.class);
        assertThat(in.number("c")).isEqualTo(-1);
    }
}
