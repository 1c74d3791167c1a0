package dev.cloister.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MentionsTest {
    private static List<String> missing(String page) {
        return missing("page.md", page);
    }

    private static List<String> missing(String path, String page) {
        return new Mentions(List.of(
                        new Source("docs/drill.md", "\n| `attack` | x |"),
                        new Source(path, page),
                        new Source("bytes/src/main/java/dev/cloister/bytes/Cursor.java", ""),
                        new Source("bytes/src/test/java/dev/cloister/bytes/CursorTest.java", "    void ends() {")))
                .missing();
    }

    @Test
    void whatIsThereMayBeNamed() {
        assertThat(missing("[a](page.md#x) [b](https://example.org/) [c](bytes) `bytes/…/Cursor.java` `Cursor.java`"
                        + " `bytes/…/bytes/Cursor.java` `CursorTest` `CursorTest.ends` `bytes/src/` `/run/x` `opt/a` `bytes/target/x`"
                        + "\n| what | shown by |\n|---|---|\n| `no-attack` | `attack`, `CursorTest` |\n"))
                .isEmpty();
        assertThat(missing("docs/page.md", "`bytes/elsewhere` [a](../bytes)")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[a](gone.md)",
                "[a](../bytes)",
                "`bytes/…/Gone.java`",
                "`image/…/Cursor.java`",
                "`Gone.java`",
                "`GoneTest`",
                "`CursorTest.gone`",
                "`bytes/gone`",
                "| what | shown by |\n|---|---|\n| a | `no-attack` |"
            })
    void whatIsGoneIsTold(String page) {
        assertThat(missing(page)).hasSize(1);
    }

    @Test
    void thePagesNameOnlyWhatIsThere() throws Exception {
        assertThat(new Mentions(Checkout.here().texts()).missing()).isEmpty();
    }
}
