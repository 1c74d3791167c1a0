package dev.cloister.evidence.tdx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each field of a TD report body stands where Intel's structures put it, in both versions.
class TdReportTest {
    private static byte[] counted(int size) {
        byte[] body = new byte[size];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) (i * 7 + 1);
        }
        return body;
    }

    private static long u64(byte[] body, int at) {
        return ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).getLong(at);
    }

    @ParameterizedTest
    @ValueSource(ints = {TdReport.SIZE_10, TdReport.SIZE_15})
    void eachFieldStandsInItsPlace(int size) throws Malformed {
        byte[] body = counted(size);
        TdReport report = TdReport.parse("report", Bytes.of(body));
        assertThat(report.raw()).isEqualTo(Bytes.of(body));
        assertThat(report.teeTcbSvn()).isEqualTo(Bytes.of(body, 0, 16));
        assertThat(report.mrSeam()).isEqualTo(Bytes.of(body, 16, 64));
        assertThat(report.mrSignerSeam()).isEqualTo(Bytes.of(body, 64, 112));
        assertThat(report.seamAttributes()).isEqualTo(Bytes.of(body, 112, 120));
        assertThat(report.attributes().bits()).isEqualTo(u64(body, 120));
        assertThat(report.xfam()).isEqualTo(u64(body, 128));
        assertThat(report.mrTd()).isEqualTo(Bytes.of(body, 136, 184));
        assertThat(report.mrConfigId()).isEqualTo(Bytes.of(body, 184, 232));
        assertThat(report.mrOwner()).isEqualTo(Bytes.of(body, 232, 280));
        assertThat(report.mrOwnerConfig()).isEqualTo(Bytes.of(body, 280, 328));
        assertThat(report.rtmrs())
                .containsExactly(
                        Bytes.of(body, 328, 376),
                        Bytes.of(body, 376, 424),
                        Bytes.of(body, 424, 472),
                        Bytes.of(body, 472, 520));
        assertThat(report.reportData()).isEqualTo(Bytes.of(body, 520, 584));
        boolean later = size == TdReport.SIZE_15;
        assertThat(report.version()).isEqualTo(later ? "1.5" : "1.0");
        assertThat(report.later().isPresent()).isEqualTo(later);
        report.later().ifPresent(more -> {
            assertThat(more.teeTcbSvn2()).isEqualTo(Bytes.of(body, 584, 600));
            assertThat(more.mrServiceTd()).isEqualTo(Bytes.of(body, 600, 648));
        });
        assertThat(report.hasServiceTd()).isEqualTo(later);
    }

    @Test
    void aServiceTdIsBoundIfItsMeasurementIsNotZero() throws Malformed {
        byte[] body = new byte[TdReport.SIZE_15];
        assertThat(TdReport.parse("report", Bytes.of(body)).hasServiceTd()).isFalse();
        body[647] = 1;
        assertThat(TdReport.parse("report", Bytes.of(body)).hasServiceTd()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {583, 585, 647, 649})
    void noOtherLength(int size) {
        assertThatThrownBy(() -> TdReport.parse("report", Bytes.of(Arrays.copyOf(counted(700), size))))
                .isInstanceOf(Malformed.class);
    }

    /// Each name is one bit, and only that one.
    @Test
    void attributesByBit() {
        List<Predicate<TdAttributes>> named = List.of(
                TdAttributes::debug,
                TdAttributes::icssd,
                TdAttributes::serviceTdExtension,
                TdAttributes::lass,
                TdAttributes::septVeDisabled,
                TdAttributes::migratable,
                TdAttributes::supervisorKeys,
                TdAttributes::keyLocker,
                TdAttributes::tpa,
                TdAttributes::performanceMonitoring);
        List<Integer> bits = List.of(0, 16, 17, 27, 28, 29, 30, 31, 62, 63);
        for (int bit = 0; bit < 64; bit++) {
            TdAttributes one = new TdAttributes(1L << bit);
            for (int i = 0; i < named.size(); i++) {
                assertThat(named.get(i).test(one)).isEqualTo(bits.get(i) == bit);
            }
            assertThat(one.untrusted()).isEqualTo(bit < 8);
            assertThat(one.otherBits()).isEqualTo(bit < 8 || bits.contains(bit) ? 0 : 1L << bit);
            assertThat(one).hasToString("0x" + Long.toHexString(1L << bit));
        }
    }
}
