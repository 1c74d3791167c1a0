package dev.cloister.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.vectors.Damage.MayFollow;
import dev.cloister.vectors.Damage.Share;
import dev.cloister.vectors.Damage.Unnoticed;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DamageTest {
    private static final Bytes GOOD = Bytes.hex("00112233");
    private static final Unnoticed LOW_BIT = new Unnoticed(3, 4, 0x01, "nobody reads it");

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    /// A reader that wants the length and the first three bytes, and does not look at the last byte's lowest
    /// bit.
    private static Optional<String> read(byte[] bytes) throws Malformed {
        if (bytes.length != GOOD.length()) {
            throw new Malformed("Thing", "", -1, "has another length");
        }
        bytes[3] |= 1;
        return Bytes.of(bytes).equals(GOOD) ? Optional.empty() : Optional.of("other");
    }

    private void all(List<Unnoticed> list, Damage.Judge judge) {
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        Damage.of("thing", GOOD, judge)
                .unnoticed(list.toArray(new Unnoticed[0]))
                .run(Share.ALL, out);
    }

    @Test
    void everythingIsCounted() {
        all(List.of(LOW_BIT), DamageTest::read);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .startsWith("thing, 4 bytes: 32 flips (all), 31 refused {other=31}, 1 unnoticed as listed;"
                        + " 9 other lengths refused; slowest ");
    }

    @Test
    void whatIsUnnoticedMustBeListed() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> all(List.of(), DamageTest::read))
                .withMessageContaining("bit 0 of byte 0x3 (3) changes unnoticed");
    }

    @Test
    void whatIsListedMustBeUnnoticed() {
        Unnoticed tooMuch = new Unnoticed(3, 4, 0x03, "nobody reads it");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> all(List.of(tooMuch), DamageTest::read))
                .withMessageContaining("bit 1 of byte 0x3 (3) is listed (nobody reads it) and yet refused: other");
    }

    @Test
    void otherLengthsMustBeNoticed() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> all(
                        List.of(),
                        bytes -> bytes.length >= 4 && Bytes.of(bytes, 0, 4).equals(GOOD)
                                ? Optional.empty()
                                : Optional.of("other")))
                .withMessageContaining("one byte more, 0xff, goes unnoticed");
    }

    @Test
    void theGoodFileMustBeGood() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> all(List.of(), bytes -> Optional.of("no")))
                .withMessageContaining("the good file itself is refused");
    }

    @Test
    void aSampleIsTheSameEachTimeAndOfEveryEightBytes() {
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        Bytes large = Bytes.of(new byte[4096]);
        SortedSet<Integer> touched = new TreeSet<>();
        for (int i = 0; i < 2; i++) {
            Damage.of("large", large, bytes -> {
                        int at = Arrays.mismatch(bytes, large.array());
                        boolean flip = at >= 0 && bytes.length == large.length();
                        touched.addAll(flip ? List.of(at / 8) : List.of());
                        return at < 0 ? Optional.empty() : Optional.of("other");
                    })
                    .run(Share.SAMPLE, out);
        }
        List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
        String counts = lines.getFirst().substring(0, lines.getFirst().indexOf("slowest"));
        assertThat(lines.getLast()).startsWith(counts);
        assertThat(counts).contains(": 512 flips (one in 64), 512 refused");
        assertThat(touched)
                .containsExactlyElementsOf(IntStream.range(0, 512).boxed().toList());
    }

    @Test
    void whatMayFollowMustBeTaken() {
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        Damage.Judge padded = bytes ->
                bytes.length == 5 && bytes[4] == 0 ? read(Bytes.of(bytes, 0, 4).array()) : read(bytes);
        Damage damage = Damage.of("thing", GOOD, padded).unnoticed(LOW_BIT);
        damage.mayFollow(new MayFollow(0, "padding")).run(Share.ALL, out);
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> damage.run(Share.ALL, out))
                .withMessageContaining("one byte more, 0x00, goes unnoticed");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> damage.mayFollow(new MayFollow(0, "padding"), new MayFollow(1, "no"))
                        .run(Share.ALL, out))
                .withMessageContaining("one byte more, 0x01, is listed and yet refused");
    }

    @Test
    void flipsCanBeLimitedToAPart() {
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        Damage.of("thing", GOOD, DamageTest::read).within(1, 3).run(Share.ALL, out);
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains(": 16 flips (all), 16 refused {other=16}");
    }
}
