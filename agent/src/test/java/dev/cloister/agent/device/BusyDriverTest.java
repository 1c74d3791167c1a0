package dev.cloister.agent.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.agent.FakeChip;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.SnpReport;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class BusyDriverTest {
    private static final Bytes DATA = Bytes.hex("d4".repeat(64));

    private int asked;

    @Test
    void aBusyDriverIsAskedAgain() throws Exception {
        for (String message : new String[] {"Device or resource busy", "outblob: Resource temporarily unavailable"}) {
            asked = 0;
            Evidence.Snp evidence = new BusyDriver(() -> answerAfter(2, message)).report();
            assertThat(evidence.report().reportData()).isEqualTo(DATA);
            assertThat(asked).isEqualTo(3);
        }
    }

    @Test
    void notForEver() {
        assertThatThrownBy(() -> new BusyDriver(() -> answerAfter(100, "Device or resource busy")).report())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("busy");
        assertThat(asked).isEqualTo(BusyDriver.MAX_ATTEMPTS);
    }

    @Test
    void anyOtherFailureCountsAtOnce() {
        for (String message : new String[] {"Input/output error", "", null}) {
            asked = 0;
            assertThatThrownBy(() -> new BusyDriver(() -> answerAfter(1, message)).report())
                    .isInstanceOf(IOException.class);
            assertThat(asked).isEqualTo(1);
        }
    }

    private Evidence.Snp answerAfter(int failures, String message) throws IOException, Malformed {
        if (asked++ < failures) {
            throw new IOException(message);
        }
        FakeChip chip = FakeChip.of(Bytes.hex("01".repeat(32)));
        return new Evidence.Snp(SnpReport.parse(chip.report(DATA)), CertificateTable.parse(chip.certificates()));
    }
}
