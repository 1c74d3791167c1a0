package dev.cloister.broker.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.broker.archive.Cases.About;
import dev.cloister.broker.archive.Cases.Origin;
import dev.cloister.broker.archive.Cases.Reason;
import dev.cloister.broker.archive.Cases.Refusal;
import dev.cloister.broker.store.Database;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CasesTest {
    @TempDir
    Path folder;

    private Database database;
    private Cases cases;

    @BeforeEach
    void open() throws IOException {
        database = Database.open(folder.resolve("broker.db"));
        cases = new Cases(database);
    }

    @AfterEach
    void close() throws IOException {
        database.close();
    }

    @Test
    void aCaseIsBoundedWhateverItQuotes() throws Exception {
        String long1 = "\u0000\"\u20ac\ud83d\ude00".repeat(100_000);
        Reason reason = new Reason("malformed", long1, long1, long1, long1, long1, long1);
        assertThat(reason.field()).hasSizeLessThanOrEqualTo(80);
        Refusal refusal = new Refusal(
                "invalid",
                "B4",
                new About("", "0".repeat(64), "0".repeat(2368), Origin.EMULATED, false),
                Collections.nCopies(40, reason));
        assertThat(refusal.sentence()).hasSizeLessThanOrEqualTo(2_000);
        Json document = find(open(refusal));
        assertThat(Bytes.utf8(document.compact()).length()).isLessThanOrEqualTo(Cases.MAX_BYTES);
        List<Json> findings = ((JsonObject) document).fields("case").array("findings");
        assertThat(findings).hasSizeGreaterThan(1);
        assertThat(findings.getFirst().compact()).contains("malformed");
        assertThat(findings.getLast().compact()).contains((41 - findings.size()) + " more, left out");
    }

    @Test
    void strangersPushOutStrangersOnly() throws Exception {
        cases = new Cases(database, 3);
        About proven = About.session(true).nowProven();
        String kept = open(refusal(proven));
        String first = open(refusal(About.NOTHING));
        String second = open(refusal(About.NOTHING));
        for (int i = 0; i < 2; i++) {
            open(refusal(About.NOTHING));
        }
        assertThat(cases.find(first)).isEmpty();
        assertThat(cases.find(second)).isPresent();
        assertThat(cases.find(kept)).isPresent();
        for (int i = 0; i < 3; i++) {
            open(refusal(proven));
        }
        assertThat(cases.find(kept)).isEmpty();
        assertThat(cases.find(second)).isPresent();
    }

    @Test
    void emulatedIsSaidOfWhatIsKnownOnly() throws Exception {
        assertThat(find(open(refusal(About.NOTHING))).compact()).doesNotContain("emulated");
        assertThat(find(open(refusal(About.session(false)))).compact()).contains("\"emulated\":false");
        assertThat(find(open(refusal(About.session(true)))).compact()).contains("\"emulated\":true");
    }

    private static Refusal refusal(About about) {
        return new Refusal("invalid", "B4", about, List.of(Reason.of("x", "y")));
    }

    private String open(Refusal refusal) throws IOException {
        return database.write(rows -> cases.open(rows, Instant.EPOCH, refusal));
    }

    private Json find(String number) throws Exception {
        return cases.find(number).orElseThrow();
    }
}
