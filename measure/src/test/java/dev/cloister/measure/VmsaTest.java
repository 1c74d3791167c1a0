package dev.cloister.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Digests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Known answers of specs/snp-launch-measurement.md 9.1 and 9.2.
class VmsaTest {

    private static final int EPYC = VcpuType.EPYC.signature();
    private static final int MILAN = VcpuType.EPYC_MILAN.signature();

    @ParameterizedTest
    @CsvSource(textBlock = """
                    QEMU, 77920c4c629ff47e90c0e174fc1ad0eb6fa664f88cd4739488058a8c6cb1a77b3856f55378e9518d0da99452d51c553a, 8413b852790765a310d95867a8b00bfca3a802b5a80830044b45e253fe96222657e11e53fcf63eb0e0afd722385bf7b4
                    EC2, d08442e8bcdb6a5dcd7f22e4f7fd6979beffb9f0bb54a9d1977407fe84f482abf23c1baae6ce95a6a9e7a94c3c51f412, acff2d22db95b8eb82272d844aa2ad1f8f84218ccbab003697acade12228a6e901256e160d41713c22fed92e0a1ed0e1
                    GCE, f9e03177dad7f4819ee193af7cfb70507d8a923ab513412e908bc73460a9dfdaa54215d58952816118ffb2ec281e7fd2, 5302d262c88780a7a13159a327fa99cf188cab234c680e1f3b6729171380a4312511813a354cab136d69c778050c245a
                    """)
    void bootProcessorAndOthers(Vmm vmm, String first, String other) {
        assertThat(digest(vmm, Vmsa.RESET_VECTOR, EPYC)).isEqualTo(first);
        assertThat(digest(vmm, TestFirmware.RESET_EIP, EPYC)).isEqualTo(other);
    }

    @Test
    void milan() {
        assertThat(digest(Vmm.QEMU, Vmsa.RESET_VECTOR, MILAN))
                .isEqualTo(
                        "728af287318db5f3fc4d2357a969483c4225956dc555b514a78d64ee372112d13b3dca8afd02cdbd1c55697d8ce087f5");
        assertThat(digest(Vmm.QEMU, TestFirmware.RESET_EIP, MILAN))
                .isEqualTo(
                        "24d6d6fe1cc2fd76d9504a2e411e2a1e229a6723c94521c373c21dd97514c44895fc07fea07e04b4186d90160c8dad0b");
    }

    @Test
    void signaturesByQemuName() {
        assertThat(VcpuType.EPYC.signature()).isEqualTo(0x00800F12);
        assertThat(VcpuType.EPYC_ROME.signature()).isEqualTo(0x00830F10);
        assertThat(VcpuType.EPYC_MILAN.signature()).isEqualTo(0x00A00F11);
        assertThat(VcpuType.EPYC_GENOA.signature()).isEqualTo(0x00A10F10);
        assertThat(VcpuType.EPYC_TURIN.signature()).isEqualTo(0x00B00F00);
        assertThat(VcpuType.named("EPYC-v4")).contains(VcpuType.EPYC);
        assertThat(VcpuType.named("EPYC-Milan-v2")).contains(VcpuType.EPYC_MILAN);
        assertThat(VcpuType.named("epyc")).isEmpty();
        assertThat(VcpuType.EPYC_MILAN.qemuName()).isEqualTo("EPYC-Milan");
    }

    @Test
    void signaturesOfAnyProcessor() {
        assertThat(VcpuType.signature(25, 17, 1)).isEqualTo(0x00A10F11);
        assertThat(VcpuType.signature(270, 255, 15)).isEqualTo(0x0FFF0FFF);
        assertThat(VcpuType.signature(15, 0x41, 2)).isEqualTo(0x00040F12);
        assertThat(VcpuType.signature(6, 13, 3)).isEqualTo(0x000006D3);
        int[][] none = {{-1, 0, 0}, {271, 0, 0}, {25, -1, 0}, {25, 256, 0}, {6, 16, 0}, {25, 1, -1}, {25, 1, 16}};
        for (int[] cpu : none) {
            assertThatThrownBy(() -> VcpuType.signature(cpu[0], cpu[1], cpu[2]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void everyQemuNameIsKnown() {
        assertThat(VcpuType.names()).hasSize(16).doesNotHaveDuplicates();
        for (String name : VcpuType.names()) {
            assertThat(VcpuType.named(name)).isPresent();
        }
    }

    private static String digest(Vmm vmm, long eip, int signature) {
        return Digests.sha384(Vmsa.realMode(vmm, eip, signature, SnpLaunch.SNP_ACTIVE))
                .hex();
    }
}
