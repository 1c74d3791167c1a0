package dev.cloister.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FoldTest {
    @Test
    void foldsAtBlanksAndElsewhereWhereThereAreNone() {
        assertThat(Fold.TEXT.lines("nothing crosses", 60)).containsExactly("nothing", "crosses");
        List<String> digest = Fold.CODE.lines("a".repeat(64), 300);
        assertThat(digest).hasSize(2).allMatch(line -> line.length() <= 39);
        assertThat(String.join("", digest).replace(" ", "")).isEqualTo("a".repeat(64));
    }

    @Test
    void wideLettersTakeMoreRoom() {
        assertThat(Fold.TEXT.lines("i".repeat(40), 250)).hasSize(1);
        assertThat(Fold.TEXT.lines("W".repeat(41), 250)).hasSize(3);
        assertThat(Fold.CODE.lines("漢".repeat(30), 250)).hasSize(2);
    }

    @Test
    void neverHalvesACharacterAndEndsSomewhere() {
        List<String> faces = Fold.TEXT.lines("🙂".repeat(1000), 100);
        assertThat(faces).hasSize(8).allMatch(line -> line.matches("(🙂)+…?"));
        assertThat(faces.getLast()).endsWith("…");
        assertThat(Fold.TEXT.lines("", 100)).containsExactly("");
        assertThat(Fold.NAME.cut("short", 200)).isEqualTo("short");
    }

    @Test
    void countsWhatIsWrittenForAnInvisibleCharacter() {
        assertThat(Fold.CODE.lines("\u202e".repeat(10), 150))
                .hasSizeGreaterThan(3)
                .allMatch(line -> line.length() <= 21);
    }
}
