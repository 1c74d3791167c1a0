package dev.cloister.evidence.snp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.snp.TcbVersion.Layout;
import org.junit.jupiter.api.Test;

class TcbVersionTest {
    private static final TcbVersion MIDDLE = Layout.MILAN_GENOA.version(0, 4, 2, 24, 219);

    @Test
    void placesComponentsByLayout() {
        assertThat(MIDDLE.raw()).hasToString("04020000000018db");
        assertThat(Layout.TURIN.version(1, 2, 3, 4, 9).raw()).hasToString("0102030400000009");
        assertThat(MIDDLE.as(Layout.TURIN)).hasToString("FMC 4, boot loader 2, TEE 0, SNP 0, microcode 219");
        assertThatIllegalArgumentException().isThrownBy(() -> Layout.MILAN_GENOA.version(1, 0, 0, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Layout.TURIN.version(0, 0, 0, 256, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new TcbVersion(Layout.TURIN, Bytes.hex("00")));
    }

    @Test
    void comparesEachComponent() {
        assertThat(MIDDLE.isAtLeast(MIDDLE)).isTrue();
        assertThat(MIDDLE.isAtLeast(Layout.MILAN_GENOA.version(0, 4, 2, 24, 218)))
                .isTrue();
        assertThat(MIDDLE.isAtLeast(Layout.MILAN_GENOA.version(0, 5, 0, 0, 0))).isFalse();
        assertThat(MIDDLE.isAtLeast(Layout.MILAN_GENOA.version(0, 0, 3, 0, 0))).isFalse();
        assertThat(MIDDLE.isAtLeast(Layout.MILAN_GENOA.version(0, 0, 0, 25, 0))).isFalse();
        assertThat(MIDDLE.isAtLeast(Layout.MILAN_GENOA.version(0, 0, 0, 0, 220)))
                .isFalse();
        assertThat(Layout.TURIN.version(1, 0, 0, 0, 0).isAtLeast(Layout.TURIN.version(2, 0, 0, 0, 0)))
                .isFalse();
    }

    @Test
    void versionsMayBeNeitherAtLeastTheOther() {
        TcbVersion one = Layout.MILAN_GENOA.version(0, 4, 0, 8, 0);
        TcbVersion other = Layout.MILAN_GENOA.version(0, 3, 0, 24, 0);
        assertThat(one.isAtLeast(other)).isFalse();
        assertThat(other.isAtLeast(one)).isFalse();
        TcbVersion zero = Layout.MILAN_GENOA.version(0, 0, 0, 0, 0);
        assertThat(zero.isAtLeast(zero.as(Layout.TURIN))).isFalse();
    }
}
