package dev.cloister.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /// A file of several blocks, the first one shorter, is what its bytes are; so it is by its known digest.
    @ParameterizedTest
    @ValueSource(ints = {0, 4096, 65536 - 8192, 65536, 3 * 65536 + 4096})
    void filesAreReadAsTheirBytes(int more, @TempDir Path folder) throws IOException, Malformed {
        byte[] synthetic = TestFirmware.synthetic();
        byte[] image = new byte[more + synthetic.length];
        Arrays.fill(image, (byte) 7);
        TestFirmware.put(image, more, Bytes.of(synthetic));
        Path file = Files.write(folder.resolve("firmware"), image);
        Firmware parsed = Firmware.parse(image);

        for (Firmware read : List.of(Firmware.read(file), Firmware.read(file, parsed.launchDigest()))) {
            assertThat(read.launchDigest()).isEqualTo(parsed.launchDigest());
            assertThat(read.gpa()).isEqualTo(0x1_0000_0000L - image.length);
            assertThat(read.sections()).isEqualTo(parsed.sections());
            assertThat(read.resetEip()).isEqualTo(parsed.resetEip());
            assertThat(read.hashesTable()).isEqualTo(parsed.hashesTable());
        }
    }

    /// Metadata before the last block is found, and a refusal counts its offset from the file's start.
    @Test
    void tablesOfAFileMayLieAnywhere(@TempDir Path folder) throws IOException, Malformed {
        byte[] image = new byte[1 << 18];
        byte[] synthetic = TestFirmware.synthetic();
        TestFirmware.put(image, image.length - 4096, Bytes.of(synthetic, 4096, 8192));
        TestFirmware.put(image, image.length - 32 - 88, Bytes.hex("00000400")); // metadata at the very start
        TestFirmware.put(image, 0, Bytes.of(synthetic, METADATA, METADATA + 76));
        Path file = Files.write(folder.resolve("firmware"), image);

        assertThat(Firmware.read(file).sections()).hasSize(5);
        TestFirmware.put(image, 8, Bytes.hex("02"));
        Files.write(file, image);
        assertThatThrownBy(() -> Firmware.read(file))
                .isInstanceOf(Malformed.class)
                .hasMessage("Firmware.metadata.header.version at 0x8: must be 1, is 2");
        Files.write(file, new byte[100]);
        assertThatThrownBy(() -> Firmware.read(file))
                .isInstanceOf(Malformed.class)
                .hasMessageStartingWith("Firmware.size at 0x64: must be whole pages");
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

    /// One row for each refusal of the three readers, with the place that it names.
    @ParameterizedTest
    @CsvSource(textBlock = """
                    8144, 01, Firmware.table.footer.guid at 0x1fd0, is not that of an OVMF table
                    8142, 1100, Firmware.table.footer.size at 0x1fce, 'must be 18 to the image''s size, is 17'
                    8142, ff1f, Firmware.table.footer.size at 0x1fce, 'must be 18 to the image''s size, is 8191'
                    8142, 5900, Firmware.table.entry.header at 0x1f87, 'needs 18 bytes, has 1'
                    8124, 1100, Firmware.table.entry.size at 0x1fbc, 'must be 18 to 70, is 17'
                    8124, 4700, Firmware.table.entry.size at 0x1fbc, 'must be 18 to 70, is 71'
                    8104, de71f7007e1acb4f890e68c77e2fb44e, Firmware.table.entry.guid at 0x1fa8, stands twice
                    8126, 00, Firmware.table.sev_es_reset_block at 0x1fce, missing
                    8078, 00, Firmware.table.sev_metadata at 0x1fce, missing: this image cannot start an SEV-SNP guest
                    8104, 00, Firmware.table.sev_hashes_area at 0x1fce, 'missing, though the metadata has a page'
                    8094, 000c8200, Firmware.table.sev_hashes_area at 0x1fce, needs 176 bytes inside the measured page
                    8094, 000c8100af000000, Firmware.table.sev_hashes_area at 0x1fce, needs 176 bytes inside
                    8094, 0000000000040000, Firmware.table.sev_hashes_area at 0x1fce, needs 176 bytes inside
                    8072, 0f00, Firmware.metadata.offset at 0x2000, 'must be 16 to 8192 before the end, is 15'
                    8072, 0120, Firmware.metadata.offset at 0x2000, 'must be 16 to 8192 before the end, is 8193'
                    8072, 1000, Firmware.metadata.header.signature at 0x1ff0, is not ASEV
                    7168, 42, Firmware.metadata.header.signature at 0x1c00, is not ASEV
                    7172, 4d, Firmware.metadata.header.size at 0x1c04, 'must be 76 for 5 sections, is 77'
                    7176, 02, Firmware.metadata.header.version at 0x1c08, 'must be 1, is 2'
                    7180, 00, Firmware.metadata.header.count at 0x1c0c, 'must be 1 to 64, is 0'
                    7180, 41, Firmware.metadata.header.count at 0x1c0c, 'must be 1 to 64, is 65'
                    7184, 01, Firmware.metadata.section.gpa at 0x1c10, must be whole pages
                    7188, 01, Firmware.metadata.section.gpa at 0x1c10, must be whole pages
                    7188, 00000000, Firmware.metadata.section.gpa at 0x1c10, must be whole pages
                    7192, 09, Firmware.metadata.section.type at 0x1c18, unknown type 9
                    7184, 00e0ffff, Firmware.metadata.section.gpa at 0x1c10, reach into the image itself
                    7196, 001080, Firmware.metadata.section.gpa at 0x1c1c, overlaps the one at 0x800000
                    7200, 0020, Firmware.metadata.section.size at 0x1c20, SNP_SECRETS must be one page
                    7216, 02, Firmware.metadata.section.type at 0x1c30, SNP_SECRETS stands twice in the metadata
                    """)
    void refusalsNameFieldAndOffset(int at, String bytes, String place, String sentence) {
        byte[] image = TestFirmware.synthetic();
        TestFirmware.put(image, at, Bytes.hex(bytes));

        assertThatThrownBy(() -> Firmware.parse(image))
                .isInstanceOf(Malformed.class)
                .hasMessageStartingWith(place + ": ")
                .hasMessageContaining(sentence);
    }

    @Test
    void regionsMayNotReachIntoTheFirmware() {
        byte[] image = TestFirmware.image(List.of(new Section(0xFFFFF000L, 0x1000, Section.Kind.SNP_SEC_MEM)));
        assertThatThrownBy(() -> Firmware.parse(image))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("reach into the image itself");
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
}
