package dev.cloister.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Digests of the synthetic firmware and SVSM with a variable store of 0x3000 bytes, as sev-snp-measure 0.0.13
/// computes them (`--mode snp:svsm`).
class SvsmLaunchTest {
    private static final long VARS_SIZE = 0x3000;

    @ParameterizedTest
    @CsvSource(textBlock = """
                    1, EPYC-Milan, 595bd71f10e981edba2f766b1cf680a55e5a28dc5aaed60cd7b6148ebf3de10f9d7e270941d8e6c6c43c0bd6ce4bcabb
                    1, EPYC-v4, 913fd75e68eb28457ab12afbbb1904d1668f20405505668296309f0658fb5be4c289a9b0400c43d62ebc10929922dd81
                    3, EPYC-Milan, 8624552a74f444bcaa7901461e61621983db15e99cf4e16e9648580f5d6cc758fc67729389c8f4d9a2f4d05830a67572
                    3, EPYC-v4, e4fee99a3bec01dd87232bc236172edf15bfc95820676e6d82937916a310b5c746fc34eef4b5c2a7380e5ae066a360d0
                    """)
    void knownAnswers(int vcpus, String type, String expected) throws Malformed {
        Firmware firmware = Firmware.parse(TestFirmware.synthetic());
        Svsm svsm = Svsm.parse(TestFirmware.svsm(), firmware, VARS_SIZE);
        int signature = VcpuType.named(type).orElseThrow().signature();

        assertThat(svsm.gpa()).isEqualTo(0xFFFF_E000L - 0x3000 - 0x2000);
        assertThat(svsm.startEip()).isEqualTo(svsm.gpa() + 0x10);
        assertThat(new SvsmLaunch(firmware, svsm, signature, vcpus).digest().hex())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    8126, 00, 'Svsm.table.svsm_info at 0x1fce: missing: this is not an SVSM'
                    8120, 0020, 'Svsm.table.svsm_info at 0x1fce: starts at 8192, outside of 8192 bytes'
                    8144, 00, 'Svsm.table.footer.guid at 0x1fd0: is not that of an OVMF table'
                    7168, 00, 'Svsm.metadata.header.signature at 0x1c00: is not ASEV'
                    7184, 00a0ffff, 'Svsm.metadata.section.gpa at 0x1c10: 0x2000 bytes at 0xffffa000 reach into'
                    """)
    void refusalsNameFieldAndOffset(int at, String bytes, String message) throws Malformed {
        Firmware firmware = Firmware.parse(TestFirmware.synthetic());
        byte[] image = TestFirmware.svsm();
        TestFirmware.put(image, at, Bytes.hex(bytes));

        assertThatThrownBy(() -> Svsm.parse(image, firmware, VARS_SIZE))
                .isInstanceOf(Malformed.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void onlyWholePages() throws Malformed {
        Firmware firmware = Firmware.parse(TestFirmware.synthetic());
        assertThatThrownBy(() -> Svsm.parse(new byte[8191], firmware, VARS_SIZE))
                .isInstanceOf(Malformed.class)
                .hasMessageStartingWith("Svsm.size at 0x1fff: must be whole pages");
        assertThatThrownBy(() -> Svsm.parse(TestFirmware.svsm(), firmware, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
