package dev.cloister.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class FirmwareTest {

    private static final int METADATA = 8192 - TestFirmware.METADATA_OFFSET;
    private static final int TABLE = 8192 - 32 - 88;

    @Test
    void syntheticFirmware() throws Malformed {
        byte[] image = TestFirmware.synthetic();
        assertThat(Digests.sha256(image).hex())
                .isEqualTo("c4ec2fe576fd7b419735a741225de2213b7b2eab00ac10064124b2c2fdfd2322");

        Firmware firmware = Firmware.parse(image);

        assertThat(firmware.resetEip()).isEqualTo(TestFirmware.RESET_EIP);
        assertThat(firmware.hashesTable()).contains(new HashesArea(TestFirmware.HASHES_GPA, 0x400));
        assertThat(firmware.sections())
                .containsExactly(
                        new Section(0x800000, 0x2000, Section.Kind.SNP_SEC_MEM),
                        new Section(0x80D000, 0x1000, Section.Kind.SNP_SECRETS),
                        new Section(0x80E000, 0x1000, Section.Kind.CPUID),
                        new Section(0x80F000, 0x1000, Section.Kind.SVSM_CAA),
                        new Section(0x810000, 0x1000, Section.Kind.SNP_KERNEL_HASHES));
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] image = TestFirmware.synthetic();
        for (int length = 0; length < image.length; length++) {
            byte[] cut = Arrays.copyOf(image, length);
            assertThatThrownBy(() -> Firmware.parse(cut)).isInstanceOf(Malformed.class);
        }
    }

    @Test
    void oneByteMoreIsRefused() {
        byte[] more = Arrays.copyOf(TestFirmware.synthetic(), 8193);
        assertThatThrownBy(() -> Firmware.parse(more))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("must be whole pages of 4096 bytes up to 16 MiB, is 8193 bytes");
    }

    /// A changed bit is refused, or it changes the measurement. Accepted without a word are, in the table:
    /// GUIDs of entries that are then unknown (8072 to 8159, the hashes area's and the reset block's
    /// excepted, as they are needed), the reset address, and a hashes area that still lies in its page; in
    /// the metadata: addresses and sizes of regions that stay whole pages apart from each other, and a type
    /// that is another known one. Outside both: code, which is what is measured.
    @Test
    void everyChangedBitIsRefusedOrMeasured() throws Malformed {
        byte[] image = TestFirmware.synthetic();
        Bytes good = Firmware.parse(image).launchDigest();
        int refused = 0;
        for (int bit = METADATA * 8; bit < image.length * 8; bit++) {
            byte[] flipped = image.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                assertThat(Firmware.parse(flipped).launchDigest()).isNotEqualTo(good);
            } catch (Malformed e) {
                refused++;
                assertThat(bit / 8).matches(FirmwareTest::inTables, "refused only for what the tables say");
            }
        }
        assertThat(refused).isGreaterThan(700);
    }

    /// Needed structures: here no bit may change at all.
    @Test
    void headersAndNeededGuidsAreExact() {
        int[][] ranges = {
            {METADATA, METADATA + 16}, // ASEV, size, version, count
            {TABLE + 4, TABLE + 22}, // size and GUID of the metadata's entry
            {TABLE + 30, TABLE + 48}, // of the hashes area
            {TABLE + 52, TABLE + 70}, // of the reset block
            {TABLE + 70, TABLE + 88}, // of the footer
        };
        for (int[] range : ranges) {
            for (int bit = range[0] * 8; bit < range[1] * 8; bit++) {
                byte[] flipped = TestFirmware.synthetic();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                int at = bit;
                assertThatThrownBy(() -> Firmware.parse(flipped))
                        .as("bit %d", at)
                        .isInstanceOf(Malformed.class);
            }
        }
    }

    @Test
    void saysWhatIsWrong() {
        assertRefused(image -> image[TABLE + 72] ^= 1, "Firmware.table.footer.guid", "is not that of an OVMF table");
        assertRefused(image -> image[TABLE + 70] = 17, "footer.size", "must be 18 to the image's size, is 17");
        assertRefused(image -> image[TABLE + 50 + 2] = 17, "entry.size", "must be 18 to 70, is 17");
        assertRefused(image -> image[TABLE + 1] = 0, "Firmware.metadata.offset", "must be 16 to 8192, is 0");
        assertRefused(image -> image[METADATA + 8] = 2, "version", "must be 1, is 2");
        assertRefused(image -> image[METADATA + 12] = 65, "count", "must be 1 to 64, is 65");
        assertRefused(image -> image[METADATA + 16 + 8] = 9, "section.type", "unknown type 9");
        assertRefused(image -> image[METADATA + 16] = 1, "section", "must be whole pages");
        assertRefused(image -> image[METADATA + 16 + 6] = 1, "section", "overlaps the one at 0x800000");
        assertRefused(image -> image[TABLE + 22 + 1] = 0x1c, "sev_hashes_area", "inside the measured page at 0x810000");
    }

    @Test
    void regionsMayNotReachIntoTheFirmware() {
        byte[] image = TestFirmware.image(List.of(new Section(0xFFFFF000L, 0x1000, Section.Kind.SNP_SEC_MEM)));
        assertThatThrownBy(() -> Firmware.parse(image))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("reach into the firmware itself");
    }

    @Test
    void onePageKindsHaveOnePage() {
        byte[] two = TestFirmware.image(List.of(new Section(0x800000, 0x2000, Section.Kind.CPUID)));
        byte[] twice = TestFirmware.image(List.of(
                new Section(0x800000, 0x1000, Section.Kind.CPUID), new Section(0x801000, 0x1000, Section.Kind.CPUID)));

        assertThatThrownBy(() -> Firmware.parse(two)).hasMessageContaining("CPUID must be one page, is 0x2000 bytes");
        assertThatThrownBy(() -> Firmware.parse(twice)).hasMessageContaining("CPUID stands twice in the metadata");
    }

    private static boolean inTables(int offset) {
        return offset >= METADATA && offset < METADATA + 76 || offset >= TABLE && offset < TABLE + 88;
    }

    private static void assertRefused(Consumer<byte[]> change, String field, String sentence) {
        byte[] image = TestFirmware.synthetic();
        change.accept(image);
        assertThatThrownBy(() -> Firmware.parse(image))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining(field)
                .hasMessageContaining(sentence);
    }
}
