package dev.cloister.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ExcerptTest {
    @Test
    void cutsAndSaysSo() {
        assertThat(Excerpt.of("a".repeat(80))).isEqualTo("a".repeat(80));
        assertThat(Excerpt.of("a".repeat(81))).isEqualTo("a".repeat(79) + "…");
        assertThat(Excerpt.of("\ud83d\ude00".repeat(3), 4)).isEqualTo("\ud83d\ude00…");
        assertThat(Excerpt.of("a\nb\u0000")).isEqualTo("a\ufffdb\ufffd");
    }

    @Test
    void whatIsMalformedIsNotQuotedWhole() {
        String name = "n".repeat(100_000);
        assertThat(message("{\"" + name + "\":1,\"" + name + "\":2}")).hasSizeLessThan(200);
        assertThat(message("{\"" + name + "\":1}")).hasSizeLessThan(200);
        StringBuilder many = new StringBuilder("{");
        for (int i = 0; i < 10_000; i++) {
            many.append(i == 0 ? "" : ",").append("\"member").append(i).append("\":1");
        }
        assertThat(message(many + "}"))
                .hasSizeLessThan(400)
                .contains("member0, ")
                .endsWith("and 9992 more");
        assertThat(new Malformed(name, name, 1, name + name).getMessage()).hasSizeLessThan(1500);
    }

    private static String message(String json) {
        return catchThrowableOfType(
                        Malformed.class,
                        () -> JsonFields.parse("Thing", json.getBytes(StandardCharsets.UTF_8), 1)
                                .end())
                .getMessage();
    }
}
