package dev.cloister.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CursorTest {
    private static final byte[] TWENTY_FOUR = Bytes.hex(
                    "01 02 0304 05060708 090a0b0c0d0e0f10 000000 abcdef 1112".replace(" ", ""))
            .array();

    /// A small structure with every kind of field: 24 bytes.
    private static void parse(Cursor in) throws Malformed {
        in.u8("first");
        in.u8("second");
        in.u16("third");
        in.u32("fourth");
        in.u64("fifth");
        in.zeros("reserved", 3);
        in.bytes("tail", 3);
        Cursor inner = in.sub("inner", 2);
        inner.u16("value");
        inner.end();
        in.end();
    }

    @Test
    void readsLittleEndian() throws Malformed {
        Cursor in = Cursor.littleEndian("Sample", TWENTY_FOUR);
        assertThat(in.u8("a")).isEqualTo(0x01);
        assertThat(in.u8("b")).isEqualTo(0x02);
        assertThat(in.u16("c")).isEqualTo(0x0403);
        assertThat(in.u32("d")).isEqualTo(0x08070605L);
        assertThat(in.u64("e")).isEqualTo(0x100f0e0d0c0b0a09L);
        assertThat(in.offset()).isEqualTo(16);
        assertThat(in.remaining()).isEqualTo(8);
    }

    @Test
    void readsBigEndian() throws Malformed {
        Cursor in = Cursor.bigEndian("Sample", TWENTY_FOUR);
        in.u16("ab");
        assertThat(in.u16("c")).isEqualTo(0x0304);
        assertThat(in.u32("d")).isEqualTo(0x05060708L);
        assertThat(in.u64("e")).isEqualTo(0x090a0b0c0d0e0f10L);
    }

    @Test
    void unsignedValuesKeepTheirHighBit() throws Malformed {
        byte[] ones = new byte[15];
        Arrays.fill(ones, (byte) 0xff);
        Cursor in = Cursor.littleEndian("Sample", ones);
        assertThat(in.u8("a")).isEqualTo(0xff);
        assertThat(in.u16("b")).isEqualTo(0xffff);
        assertThat(in.u32("c")).isEqualTo(0xffffffffL);
        assertThat(in.u64("d")).isEqualTo(-1L);
    }

    @Test
    void refusesEveryOtherLength() throws Malformed {
        parse(Cursor.littleEndian("Sample", TWENTY_FOUR));
        for (int length = 0; length <= 2 * TWENTY_FOUR.length; length++) {
            byte[] wrong = Arrays.copyOf(TWENTY_FOUR, length);
            if (length != TWENTY_FOUR.length) {
                assertThatExceptionOfType(Malformed.class)
                        .as("length %d", length)
                        .isThrownBy(() -> parse(Cursor.littleEndian("Sample", wrong)))
                        .withMessageStartingWith("Sample");
            }
        }
    }

    @Test
    void saysWhereItEnds() {
        Cursor in = Cursor.littleEndian("SnpReport", new byte[0x54]);
        assertThatExceptionOfType(Malformed.class)
                .isThrownBy(() -> {
                    in.bytes("head", 0x50);
                    in.bytes("report_data", 64);
                })
                .withMessage("SnpReport.report_data at 0x50: needs 64 bytes, has 4")
                .satisfies(e -> {
                    assertThat(e.structure()).isEqualTo("SnpReport");
                    assertThat(e.field()).isEqualTo("report_data");
                    assertThat(e.offset()).isEqualTo(0x50);
                });
    }

    @Test
    void saysWhatIsLeftOver() {
        Cursor in = Cursor.littleEndian("Sample", new byte[5]);
        assertThatThrownBy(() -> {
                    in.u16("a");
                    in.end();
                })
                .hasMessage("Sample at 0x2: 3 bytes left over");
    }

    @Test
    void namesTheReservedByteThatIsSet() {
        byte[] raw = {0, 0, 0, 7, 0};
        Cursor in = Cursor.littleEndian("Sample", raw);
        assertThatThrownBy(() -> in.zeros("reserved", 5)).hasMessage("Sample.reserved at 0x3: must be zero, is 0x7");
    }

    @Test
    void aFailedReadDoesNotMove() throws Malformed {
        Cursor in = Cursor.littleEndian("Sample", new byte[3]);
        assertThatThrownBy(() -> in.u32("a")).isInstanceOf(Malformed.class);
        assertThat(in.offset()).isZero();
        in.bytes("b", 3);
        in.end();
    }

    @Test
    void aNestedCursorSeesOnlyItsOwn() throws Malformed {
        Cursor in = Cursor.littleEndian("Outer", TWENTY_FOUR);
        in.u32("head");
        Cursor inner = in.sub("inner", 4);
        assertThat(inner.offset()).isZero();
        assertThat(inner.remaining()).isEqualTo(4);
        inner.u16("a");
        assertThatThrownBy(() -> inner.u32("b")).hasMessage("Outer.inner.b at 0x6: needs 4 bytes, has 2");
        assertThatThrownBy(inner::end).hasMessage("Outer.inner at 0x6: 2 bytes left over");
        assertThat(in.u8("next")).isEqualTo(0x09);
    }

    @Test
    void followsAPointerInsideItsBounds() throws Malformed {
        Cursor in = Cursor.littleEndian("Table", TWENTY_FOUR);
        in.u64("head");
        assertThat(in.at("blob", 19, 3).bytes("content", 3)).hasToString("abcdef");
        assertThat(in.at("blob", 24, 0).remaining()).isZero();
        assertThat(in.offset()).isEqualTo(8);
    }

    @Test
    void refusesPointersThatLeaveIt() {
        Cursor in = Cursor.littleEndian("Table", TWENTY_FOUR);
        long[][] wrong = {
            {24, 1}, {25, 0}, {0, 25}, {-1, 1}, {0, -1}, {Long.MAX_VALUE, Long.MAX_VALUE}, {1, Long.MAX_VALUE}, {23, 2}
        };
        for (long[] pointer : wrong) {
            assertThatExceptionOfType(Malformed.class)
                    .as(Arrays.toString(pointer))
                    .isThrownBy(() -> in.at("blob", pointer[0], pointer[1]))
                    .withMessageContaining("outside of 24 bytes");
        }
    }

    @Test
    void pointersOfANestedCursorCountFromItsStart() throws Malformed {
        Cursor inner = Cursor.bigEndian("Outer", TWENTY_FOUR).at("inner", 4, 8);
        assertThat(inner.at("part", 4, 4).u32("value")).isEqualTo(0x090a0b0cL);
        assertThatThrownBy(() -> inner.at("part", 4, 5)).isInstanceOf(Malformed.class);
    }

    @Test
    void aNegativeLengthIsABugOfOurs() {
        Cursor in = Cursor.littleEndian("Sample", new byte[3]);
        assertThatThrownBy(() -> in.bytes("a", -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theCallersOwnChecksAreNamedAlike() {
        Cursor in = Cursor.littleEndian("SnpReport", new byte[4]);
        assertThatThrownBy(() -> {
                    in.u32("version");
                    throw in.bad("version", "unknown version 9");
                })
                .hasMessage("SnpReport.version at 0x4: unknown version 9");
    }
}
