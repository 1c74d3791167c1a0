package dev.cloister.broker.kbs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TeeTest {
    @Test
    void everyNameOfKbsIsKnown() {
        assertThat(Arrays.stream(Tee.values()).map(Tee::wire))
                .containsExactly(
                        "snp",
                        "tdx",
                        "sgx",
                        "az-snp-vtpm",
                        "az-tdx-vtpm",
                        "se",
                        "cca",
                        "csv",
                        "tpm",
                        "nvidia",
                        "hygondcu",
                        "nvidia-dpu",
                        "sev",
                        "sample",
                        "sampledevice");
        for (Tee tee : Tee.values()) {
            assertThat(Tee.of(tee.wire())).hasValue(tee);
        }
    }

    @Test
    void olderSpellingsAreTaken() {
        assertThat(Tee.of("azsnpvtpm")).hasValue(Tee.AZ_SNP_VTPM);
        assertThat(Tee.of("aztdxvtpm")).hasValue(Tee.AZ_TDX_VTPM);
        assertThat(Tee.of("nvidiadpu")).hasValue(Tee.NVIDIA_DPU);
    }

    @Test
    void anythingElseIsNot() {
        for (String name : new String[] {"", "SNP", "Snp", "sev-snp", "sn-p", "snp ", "az_snp_vtpm", "sample-device"}) {
            assertThat(Tee.of(name)).as(name).isEmpty();
        }
    }
}
