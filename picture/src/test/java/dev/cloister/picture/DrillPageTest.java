package dev.cloister.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.picture.DrillPage.End;
import dev.cloister.picture.DrillPage.Row;
import dev.cloister.picture.DrillPage.Seen;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DrillPageTest {
    private static final Seen SEEN = new Seen("a refusal", "a case", "<b>unknown</b>");
    private static final End REFUSED = new End("refused", "unknown-measurement");
    private static final End SUCCEEDED = new End("not-covered", "nothing");

    private static Row row(End end, End documented) {
        return new Row(
                "kernel",
                "another kernel",
                "The host boots another kernel.",
                end,
                documented,
                SEEN,
                "a note on `x<y`",
                1.2);
    }

    private static DrillPage page(boolean control, boolean passed, Row... rows) {
        return new DrillPage(List.of(rows), control, passed, Instant.EPOCH);
    }

    @Test
    void saysWhatWasTriedWhatStoppedItAndWhatWasSeen() {
        String html = page(true, true, row(REFUSED, REFUSED), row(SUCCEEDED, SUCCEEDED))
                .html();

        assertThat(html)
                .contains("AS DOCUMENTED</strong>")
                .contains("EMULATED")
                .contains("2 of 2 attacks")
                .contains("The host boots another kernel.")
                .contains("refused by unknown-measurement")
                .contains("&lt;b&gt;unknown&lt;/b&gt;")
                .contains("<strong>What would stop it:</strong> a note on <code>x&lt;y</code>")
                .contains("got its secret and answered")
                .doesNotContain("<script")
                .doesNotContain("://");
    }

    /// State and reason are words, not only colours and marks.
    @Test
    void aFailureIsSaidInWords() {
        String html = page(false, false, row(SUCCEEDED, REFUSED)).html();

        assertThat(html)
                .contains("NOT AS DOCUMENTED")
                .contains("0 of 1 attacks")
                .contains("not-covered; documented is refused by unknown-measurement")
                .contains("did not get its secret or did not answer");
    }

    @Test
    void cannotSayYesOverAFailure() {
        assertThatThrownBy(() -> page(false, true, row(REFUSED, REFUSED))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> page(true, true, row(SUCCEEDED, REFUSED)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> page(true, true)).isInstanceOf(IllegalArgumentException.class);
    }
}
