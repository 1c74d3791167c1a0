package dev.cloister.evidence.sgx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// Each field of a report body stands where Intel's table puts it, and nothing else stands anywhere.
class EnclaveReportTest {
    /// Offset and length of what is reserved.
    private static final int[][] RESERVED = {{21, 11}, {96, 32}, {160, 32}, {262, 42}};

    /// Every byte says where it is, as far as a byte can.
    private static byte[] counted() {
        byte[] body = new byte[EnclaveReport.SIZE];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) (i * 7 + 1);
        }
        for (int[] reserved : RESERVED) {
            Arrays.fill(body, reserved[0], reserved[0] + reserved[1], (byte) 0);
        }
        return body;
    }

    private static int u16(byte[] body, int at) {
        return body[at] & 0xff | (body[at + 1] & 0xff) << 8;
    }

    @Test
    void eachFieldStandsInItsPlace() throws Malformed {
        byte[] body = counted();
        EnclaveReport report = EnclaveReport.parse("report", Bytes.of(body));
        assertThat(report.raw()).isEqualTo(Bytes.of(body));
        assertThat(report.cpuSvn()).isEqualTo(Bytes.of(body, 0, 16));
        assertThat(report.miscSelect()).isEqualTo(Bytes.of(body, 16, 20));
        assertThat(report.cetAttributes()).isEqualTo(body[20] & 0xff);
        assertThat(report.isvExtProdId()).isEqualTo(Bytes.of(body, 32, 48));
        assertThat(report.attributes().raw()).isEqualTo(Bytes.of(body, 48, 64));
        assertThat(report.mrEnclave()).isEqualTo(Bytes.of(body, 64, 96));
        assertThat(report.mrSigner()).isEqualTo(Bytes.of(body, 128, 160));
        assertThat(report.configId()).isEqualTo(Bytes.of(body, 192, 256));
        assertThat(report.isvProdId()).isEqualTo(u16(body, 256));
        assertThat(report.isvSvn()).isEqualTo(u16(body, 258));
        assertThat(report.configSvn()).isEqualTo(u16(body, 260));
        assertThat(report.isvFamilyId()).isEqualTo(Bytes.of(body, 304, 320));
        assertThat(report.reportData()).isEqualTo(Bytes.of(body, 320, 384));
    }

    @Test
    void whatIsReservedIsZero() {
        for (int[] reserved : RESERVED) {
            for (int at = reserved[0]; at < reserved[0] + reserved[1]; at++) {
                byte[] body = counted();
                body[at] = 1;
                assertThatThrownBy(() -> EnclaveReport.parse("report", Bytes.of(body)))
                        .hasMessage("report.reserved at 0x" + Integer.toHexString(at) + ": must be zero, is 0x1");
            }
        }
    }

    @Test
    void noOtherLength() {
        assertThatThrownBy(() -> EnclaveReport.parse("report", Bytes.of(Arrays.copyOf(counted(), 383))))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("reportdata");
        assertThatThrownBy(() -> EnclaveReport.parse("report", Bytes.of(Arrays.copyOf(counted(), 385))))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("1 bytes left over");
    }

    /// Each name is one bit, and only that one.
    @Test
    void attributesByBit() {
        List<Predicate<EnclaveAttributes>> named = List.of(
                EnclaveAttributes::initialised,
                EnclaveAttributes::debug,
                EnclaveAttributes::mode64,
                EnclaveAttributes::provisionKey,
                EnclaveAttributes::launchKey,
                EnclaveAttributes::cet,
                EnclaveAttributes::keySeparation,
                EnclaveAttributes::aexNotify);
        List<Integer> bits = List.of(0, 1, 2, 4, 5, 6, 7, 10);
        for (int bit = 0; bit < 64; bit++) {
            byte[] raw = new byte[EnclaveAttributes.SIZE];
            raw[bit / 8] = (byte) (1 << bit % 8);
            EnclaveAttributes one = new EnclaveAttributes(Bytes.of(raw));
            assertThat(one.flags()).isEqualTo(1L << bit);
            assertThat(one.xfrm()).isZero();
            for (int i = 0; i < named.size(); i++) {
                assertThat(named.get(i).test(one)).isEqualTo(bits.get(i) == bit);
            }
            assertThat(one.otherFlags()).isEqualTo(bits.contains(bit) ? 0 : 1L << bit);
        }
    }

    @Test
    void attributesAreFlagsThenXfrm() {
        EnclaveAttributes both = new EnclaveAttributes(Bytes.hex("0102030405060708f1f2f3f4f5f6f7f8"));
        assertThat(both.flags()).isEqualTo(0x0807060504030201L);
        assertThat(both.xfrm()).isEqualTo(0xf8f7f6f5f4f3f2f1L);
        assertThat(both).hasToString("0102030405060708f1f2f3f4f5f6f7f8");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EnclaveAttributes(Bytes.of(new byte[15])))
                .withMessage("ATTRIBUTES have 16 bytes, not 15");
    }
}
