package dev.cloister.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Digests;
import org.junit.jupiter.api.Test;

/// Known answers of specs/snp-launch-measurement.md 9.1 and 9.2.
class VmsaTest {

    private static final int EPYC = VcpuType.EPYC.signature();
    private static final int MILAN = VcpuType.EPYC_MILAN.signature();

    @Test
    void bootProcessor() {
        assertThat(digest(Vmsa.RESET_VECTOR, EPYC))
                .isEqualTo(
                        "77920c4c629ff47e90c0e174fc1ad0eb6fa664f88cd4739488058a8c6cb1a77b3856f55378e9518d0da99452d51c553a");
        assertThat(digest(Vmsa.RESET_VECTOR, MILAN))
                .isEqualTo(
                        "728af287318db5f3fc4d2357a969483c4225956dc555b514a78d64ee372112d13b3dca8afd02cdbd1c55697d8ce087f5");
    }

    @Test
    void otherProcessors() {
        assertThat(digest(TestFirmware.RESET_EIP, EPYC))
                .isEqualTo(
                        "8413b852790765a310d95867a8b00bfca3a802b5a80830044b45e253fe96222657e11e53fcf63eb0e0afd722385bf7b4");
        assertThat(digest(TestFirmware.RESET_EIP, MILAN))
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

    private static String digest(long eip, int signature) {
        return Digests.sha384(new Vmsa(eip, signature, SnpLaunch.SNP_ACTIVE).page())
                .hex();
    }
}
