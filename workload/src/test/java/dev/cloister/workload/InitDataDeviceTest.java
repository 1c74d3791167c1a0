package dev.cloister.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class InitDataDeviceTest {
    private static final byte[] TEXT = Samples.KNOWN_INIT_DATA.getBytes(StandardCharsets.UTF_8);
    private static final byte[] DEVICE = InitDataDevice.encode(InitData.write(Samples.known()));

    @Test
    void carriesTheText() throws Malformed {
        assertThat(DEVICE.length % 512).isZero();
        assertThat(InitDataDevice.hasMagic(DEVICE)).isTrue();
        assertThat(InitDataDevice.decode(DEVICE)).isEqualTo(Bytes.of(TEXT));
        assertThat(InitDataDevice.encode(TEXT)).isEqualTo(DEVICE);
    }

    @Test
    void readsWhatOthersPack() throws Malformed, IOException {
        byte[] device = frame(gzip("some content".getBytes(StandardCharsets.UTF_8)));
        assertThat(InitDataDevice.decode(device)).isEqualTo(Bytes.utf8("some content"));
    }

    @Test
    void aLongerDeviceOfZerosIsTheSame() throws Malformed {
        assertThat(InitDataDevice.decode(Arrays.copyOf(DEVICE, DEVICE.length + 4096)))
                .isEqualTo(Bytes.of(TEXT));
    }

    @Test
    void refusesEveryTruncationAndOneMoreByte() {
        for (int length = 0; length < DEVICE.length; length++) {
            byte[] cut = Arrays.copyOf(DEVICE, length);
            assertThatThrownBy(() -> InitDataDevice.decode(cut)).isInstanceOf(Malformed.class);
        }
        assertThatThrownBy(() -> InitDataDevice.decode(Arrays.copyOf(DEVICE, DEVICE.length + 1)))
                .hasMessageContaining("multiple of 512");
    }

    /// Flips that are accepted give the same text, so the digest decides as before. They are in the gzip
    /// header (time, level, system: bytes 20 to 25, which mean nothing) and the unused bits of the stream's
    /// last byte.
    @Test
    void refusesEveryFlippedBitThatMatters() {
        Set<Integer> accepted = new TreeSet<>();
        for (int bit = 0; bit < 8 * DEVICE.length; bit++) {
            byte[] flipped = DEVICE.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                assertThat(InitDataDevice.decode(flipped)).isEqualTo(Bytes.of(TEXT));
                accepted.add(bit / 8);
            } catch (Malformed refused) {
                assertThat(refused.getMessage()).startsWith("init-data device");
            }
        }
        int lastOfStream = 16 + (DEVICE[8] & 0xff | (DEVICE[9] & 0xff) << 8) - 9;
        assertThat(accepted).isSubsetOf(20, 21, 22, 23, 24, 25, lastOfStream);
    }

    @Test
    void refusesABomb() throws Malformed {
        byte[] most = new byte[InitData.MAX_TEXT_BYTES];
        assertThat(InitDataDevice.decode(InitDataDevice.encode(most)).length()).isEqualTo(most.length);
        assertThatThrownBy(() -> InitDataDevice.decode(InitDataDevice.encode(new byte[most.length + 1])))
                .hasMessageContaining("text is longer than 2097152 bytes");
        assertThatThrownBy(() -> InitDataDevice.decode(InitDataDevice.encode(new byte[200 << 20])))
                .hasMessageContaining("text is longer than 2097152 bytes");
    }

    @Test
    void refusesBytesBehindTheText() throws IOException {
        byte[] gzip = gzip(TEXT);
        byte[] two = Bytes.of(gzip).concat(Bytes.of(gzip)).array();
        assertThatThrownBy(() -> InitDataDevice.decode(frame(two))).hasMessageContaining("bytes behind the stream");
        byte[] longer = Arrays.copyOf(gzip, gzip.length + 1);
        assertThatThrownBy(() -> InitDataDevice.decode(frame(longer))).isInstanceOf(Malformed.class);
        byte[] padded = DEVICE.clone();
        padded[padded.length - 1] = 1;
        assertThatThrownBy(() -> InitDataDevice.decode(padded)).hasMessageContaining("padding");
    }

    @Test
    void refusesLengthsThatLie() {
        for (long length : new long[] {0, 19, DEVICE.length - 15, 1 << 20 | 1, -1, Long.MIN_VALUE, 1L << 32 | 100}) {
            byte[] lying = DEVICE.clone();
            for (int i = 0; i < 8; i++) lying[8 + i] = (byte) (length >>> 8 * i);
            assertThatThrownBy(() -> InitDataDevice.decode(lying)).hasMessageContaining("length");
        }
        assertThatThrownBy(() -> InitDataDevice.decode(new byte[InitDataDevice.MAX_BYTES + 512]))
                .hasMessageContaining("is longer than");
    }

    @Test
    void refusesOptionalFieldsOfGzip() throws IOException {
        byte[] named = gzip(TEXT);
        named[3] = 8;
        assertThatThrownBy(() -> InitDataDevice.decode(frame(named))).hasMessageContaining("gzip.flags");
    }

    @Test
    void looksForTheMagic() {
        assertThat(InitDataDevice.hasMagic(new byte[0])).isFalse();
        assertThat(InitDataDevice.hasMagic("initdat".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(InitDataDevice.hasMagic("Initdata".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(InitDataDevice.hasMagic("initdata".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
    }

    private static byte[] gzip(byte[] text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text);
        }
        return out.toByteArray();
    }

    private static byte[] frame(byte[] gzip) {
        byte[] device =
                Arrays.copyOf("initdata".getBytes(StandardCharsets.UTF_8), (16 + gzip.length + 511) / 512 * 512);
        for (int i = 0; i < 4; i++) device[8 + i] = (byte) (gzip.length >>> 8 * i);
        System.arraycopy(gzip, 0, device, 16, gzip.length);
        return device;
    }
}
