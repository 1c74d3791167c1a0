package dev.cloister.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MalformedTest {
    @Test
    void namesStructureFieldAndPlace() {
        assertThat(new Malformed("SnpReport", "version", 0, "unknown version 9"))
                .hasMessage("SnpReport.version at 0x0: unknown version 9");
    }

    @Test
    void leavesOutWhatIsNotKnown() {
        assertThat(new Malformed("Policy", "snp.debug", -1, "is missing")).hasMessage("Policy.snp.debug: is missing");
        assertThat(new Malformed("Policy", "", -1, "must be an object")).hasMessage("Policy: must be an object");
        assertThat(new Malformed("Policy", "", 31, "ends here")).hasMessage("Policy at 0x1f: ends here");
    }

    @Test
    void namesLineAndColumnOfATextFile() {
        Malformed e = Malformed.atLine("app.yaml", "spec.ports", 3, 7, "must be a list");
        assertThat(e).hasMessage("app.yaml line 3, column 7: spec.ports: must be a list");
        assertThat(e.structure()).isEqualTo("app.yaml");
        assertThat(e.field()).isEqualTo("spec.ports");
        assertThat(e.offset()).isEqualTo(-1);
        assertThat(Malformed.atLine("app.yaml", "", 1, 1, "is empty"))
                .hasMessage("app.yaml line 1, column 1: is empty");
    }
}
