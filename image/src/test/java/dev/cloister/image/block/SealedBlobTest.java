package dev.cloister.image.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SealedBlobTest {

    /// Hash blocks as `veritysetup format` counts them.
    @ParameterizedTest
    @CsvSource({
        "1, 2, 1",
        "8192, 2, 1",
        "8193, 3, 1",
        "524288, 128, 1",
        "524289, 129, 3",
        "819200, 200, 3",
        "67108864, 16384, 129",
        "67108865, 16385, 132",
    })
    void form(long contentBytes, long dataBlocks, long hashBlocks) throws Exception {
        SealedBlob blob = SealedBlob.forContent(contentBytes);
        assertThat(blob.dataBlocks()).isEqualTo(dataBlocks);
        assertThat(blob.hashBlocks()).isEqualTo(hashBlocks);
        assertThat(blob.hashOffset()).isEqualTo(dataBlocks * 4096);
        assertThat(blob.sizeBytes()).isEqualTo((dataBlocks + hashBlocks + 1) * 4096);
        assertThat(SealedBlob.parse(blob.trailer(), blob.sizeBytes())).isEqualTo(blob);
    }

    @Test
    void trailerByteByByte() {
        Bytes magic = Bytes.utf8("cloister-root/1\n");
        assertThat(Bytes.of(new SealedBlob(0x1234).trailer()))
                .isEqualTo(magic.concat(Bytes.hex("3412")).padTo(4096));
    }

    @Test
    void everyFlippedBitIsRefused() {
        SealedBlob blob = new SealedBlob(1000);
        byte[] trailer = blob.trailer();
        for (int bit = 0; bit < trailer.length * 8; bit++) {
            trailer[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(catchThrowable(() -> SealedBlob.parse(trailer, blob.sizeBytes())))
                    .as("bit %d", bit)
                    .isInstanceOf(Malformed.class);
            trailer[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    @Test
    void everyOtherLengthIsRefused() {
        SealedBlob blob = new SealedBlob(1000);
        Bytes trailer = Bytes.of(blob.trailer());
        for (int length = 0; length < 4096; length++) {
            byte[] cut = trailer.slice(0, length).array();
            assertThat(catchThrowable(() -> SealedBlob.parse(cut, blob.sizeBytes())))
                    .isInstanceOf(Malformed.class);
        }
        assertThatThrownBy(() -> SealedBlob.parse(trailer.padTo(4097).array(), blob.sizeBytes()))
                .hasMessage("SealedRootTrailer at 0x1000: 1 bytes left over");
        assertThatThrownBy(() -> SealedBlob.parse(trailer.array(), blob.sizeBytes() + 4096))
                .hasMessageContaining("makes 4136960 bytes, there are 4141056");
    }

    @Test
    void blocksAreBounded() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SealedBlob(1));
        assertThatIllegalArgumentException().isThrownBy(() -> new SealedBlob((1L << 32) + 1));
    }
}
