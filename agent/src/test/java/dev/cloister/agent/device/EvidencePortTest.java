package dev.cloister.agent.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.agent.FakeChip;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Evidence;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EvidencePortTest {
    private static final Bytes DATA = Bytes.hex("d4".repeat(64));
    private static final FakeChip CHIP = FakeChip.of(Bytes.hex("01".repeat(32)));

    private final byte[] answer = CHIP.answer(DATA);

    @Test
    void theReportDataGoOutAndReportAndCertificatesComeBack() throws Exception {
        ByteArrayOutputStream asked = new ByteArrayOutputStream();
        EvidencePort port = new EvidencePort(new ByteArrayInputStream(answer), asked);
        Evidence.Snp evidence = port.report(DATA);
        assertThat(asked.toByteArray()).isEqualTo(DATA.array());
        assertThat(evidence.report().reportData()).isEqualTo(DATA);
        assertThat(evidence.report().hostData()).isEqualTo(CHIP.hostData());
        assertThat(evidence.certificates().entries()).hasSize(4);
    }

    @Test
    void anAnswerCutAnywhereIsOutOfReach() {
        for (int length = 0; length < answer.length; length += length < 1300 ? 1 : 97) {
            byte[] cut = Arrays.copyOf(answer, length);
            assertThatThrownBy(() -> report(cut)).as("%d bytes", length).isInstanceOf(IOException.class);
        }
    }

    @Test
    void lengthsOutOfBoundsAreRefusedBeforeAnythingIsRead() {
        for (int length : new int[] {0, 1183, 1185, -1, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> report(withInt(0, length))).isInstanceOf(Malformed.class);
        }
        for (int length : new int[] {EvidencePort.MAX_TABLE_BYTES + 1, -1}) {
            assertThatThrownBy(() -> report(withInt(4 + FakeChip.REPORT_BYTES, length)))
                    .isInstanceOf(Malformed.class);
        }
    }

    @Test
    void whatIsNoReportIsRefused() {
        assertThatThrownBy(() -> report(withInt(4, 99))).isInstanceOf(Malformed.class);
    }

    private byte[] withInt(int offset, int value) {
        byte[] changed = answer.clone();
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(offset, value);
        return changed;
    }

    private static Evidence.Snp report(byte[] answer) throws IOException, Malformed {
        return new EvidencePort(new ByteArrayInputStream(answer), new ByteArrayOutputStream()).report(DATA);
    }
}
