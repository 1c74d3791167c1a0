package dev.cloister.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.protocol.jose.Crypto;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.protocol.jose.P256;
import dev.cloister.protocol.jose.TestKeys;
import dev.cloister.protocol.log.LogRecord.Exit;
import dev.cloister.protocol.log.LogRecord.Output;
import dev.cloister.protocol.log.LogRecord.Stream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogTest {
    private static final P256.PrivateKey OWNER = TestKeys.TOKEN.agreementKey();

    private final ByteArrayOutputStream port = new ByteArrayOutputStream();

    @Test
    void theOwnerReadsWhatTheGuestWrote() throws IOException, Malformed {
        List<String> lines = lines();
        assertThat(lines).hasSize(5);
        assertThat(String.join("", lines)).doesNotContain("hello");
        try (LogReader reader = LogReader.open(OWNER, lines.get(0))) {
            assertThat(reader.read(lines.get(1))).isEqualTo(new Output(Stream.OUT, Bytes.utf8("hello\n")));
            assertThat(reader.read(lines.get(2))).isEqualTo(new Output(Stream.ERR, Bytes.of(new byte[8192])));
            assertThat(reader.read(lines.get(3))).isEqualTo(new Output(Stream.ERR, Bytes.of(new byte[1])));
            assertThat(reader.isComplete()).isFalse();
            assertThat(reader.read(lines.get(4))).isEqualTo(new Exit(3));
            assertThat(reader.isComplete()).isTrue();
            assertThatThrownBy(() -> reader.read(lines.get(4))).hasMessageContaining("goes on behind its last record");
        }
    }

    @Test
    void nobodyElseReadsIt() throws IOException, Malformed {
        String first = lines().get(0);
        assertThatThrownBy(() -> LogReader.open(TestKeys.TEE.agreementKey(), first))
                .hasMessageContaining("is not for this key");
    }

    @Test
    void gapsRepetitionsAndExchangesAreNoticed() throws IOException, Malformed {
        List<String> lines = lines();
        for (int[] order : new int[][] {{2}, {1, 1}, {1, 3}, {1, 2, 1}, {1, 2, 4}}) {
            LogReader reader = LogReader.open(OWNER, lines.get(0));
            List<Integer> read = new ArrayList<>();
            assertThatThrownBy(() -> {
                        for (int line : order) {
                            reader.read(lines.get(line));
                            read.add(line);
                        }
                    })
                    .isInstanceOf(Malformed.class);
            assertThat(read).hasSize(order.length - 1);
            assertThat(reader.isComplete()).isFalse();
        }
        // a record moved to another place by its number alone
        LogReader reader = LogReader.open(OWNER, lines.get(0));
        String moved = "1." + lines.get(4).substring(2);
        assertThatThrownBy(() -> reader.read(moved)).hasMessageContaining("was changed");
        assertThat(reader.read(lines.get(1))).isInstanceOf(Output.class);
    }

    @Test
    void everyFlippedBitAndTruncationIsNoticed() throws IOException, Malformed {
        List<String> lines = lines();
        LogReader reader = LogReader.open(OWNER, lines.get(0));
        String good = lines.get(1);
        for (int bit = 0; bit < 8 * good.length(); bit++) {
            byte[] flipped = good.getBytes(StandardCharsets.US_ASCII);
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> reader.read(new String(flipped, StandardCharsets.ISO_8859_1)))
                    .isInstanceOf(Malformed.class);
        }
        for (int length = 0; length < good.length(); length++) {
            String cut = good.substring(0, length);
            assertThatThrownBy(() -> reader.read(cut)).isInstanceOf(Malformed.class);
        }
        assertThatThrownBy(() -> reader.read(good + "A")).isInstanceOf(Malformed.class);
    }

    @Test
    void anOwnerNeedsARealKey() {
        Jwk noPoint = new Jwk(Bytes.EMPTY.padTo(32), Bytes.EMPTY.padTo(32));
        assertThatThrownBy(() -> new LogWriter(port, Crypto.jdk(), noPoint)).isInstanceOf(Malformed.class);
        assertThat(port.size()).isZero();
    }

    private List<String> lines() throws IOException, Malformed {
        try (LogWriter writer = new LogWriter(port, Crypto.jdk(), OWNER.publicKey())) {
            byte[] hello = "-hello\n-".getBytes(StandardCharsets.UTF_8);
            writer.output(Stream.OUT, hello, 1, 6);
            writer.output(Stream.ERR, new byte[8193], 0, 8193);
            writer.output(Stream.OUT, new byte[0], 0, 0);
            writer.exit(3);
        }
        return List.of(port.toString(StandardCharsets.US_ASCII).split("\n"));
    }
}
