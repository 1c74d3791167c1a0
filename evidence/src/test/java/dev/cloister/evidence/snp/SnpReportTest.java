package dev.cloister.evidence.snp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Vectors;
import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnpReportTest {
    private static byte[] changed(byte[] report, int offset, String hex) {
        byte[] bytes = Bytes.hex(hex).array();
        System.arraycopy(bytes, 0, report, offset, bytes.length);
        return report;
    }

    @Test
    void knownAnswerOfVersion2() throws Malformed {
        SnpReport report = SnpReport.parse(KnownReports.milanVersion2());
        assertThat(Digests.sha256(report.raw()))
                .hasToString("7c614616feb65823351fa42620ea260fb84fd22b2337a480ca0d5f04f363ca38");
        assertThat(Digests.sha384(report.signedBytes()))
                .hasToString("429dfccd12fa1ad399ae2d25ddc05ed608f64cd351c1a946068d41a6c78a2a8a"
                        + "24fe9d15d6b2c95a20944f6dac223311");
        assertThat(report.version()).isEqualTo(2);
        assertThat(report.guestSvn()).isEqualTo(4);
        assertThat(report.policy()).hasToString("0x3001f");
        assertThat(report.policy().smtAllowed()).isTrue();
        assertThat(report.policy().debugAllowed()).isFalse();
        assertThat(report.familyId().at(0)).isEqualTo(1);
        assertThat(report.imageId().at(0)).isEqualTo(2);
        assertThat(report.vmpl()).isZero();
        assertThat(report.signingKey()).isEqualTo(SigningKey.VCEK);
        assertThat(report.currentTcb()).hasToString("boot loader 3, TEE 0, SNP 8, microcode 206");
        assertThat(report.reportedTcb()).hasToString("boot loader 3, TEE 0, SNP 8, microcode 115");
        assertThat(report.committedTcb()).isEqualTo(report.reportedTcb()).isEqualTo(report.launchTcb());
        assertThat(report.currentFirmware()).hasToString("1.52.4");
        assertThat(report.committedFirmware()).hasToString("1.52.4");
        assertThat(report.chipId()).hasToString(KnownReports.MILAN_CHIP);
        assertThat(report.isChipIdMasked()).isFalse();
        assertThat(report.productLine()).isEmpty();
        assertThat(report.hasMigrationAgent()).isFalse();
        assertThat(report.authorKeyEnabled()).isFalse();
        assertThat(report.hostData().isZero()).isTrue();
    }

    @Test
    void knownAnswerOfVersion3() throws Malformed {
        SnpReport report = SnpReport.parse(KnownReports.vlekVersion3());
        assertThat(Digests.sha256(report.raw()))
                .hasToString("decdab949afc590668e45869b20f23e4afc7ac03c61201ab20208c6668a58a2d");
        assertThat(report.signingKey()).isEqualTo(SigningKey.VLEK);
        assertThat(report.vmpl()).isEqualTo(1);
        assertThat(report.isChipIdMasked()).isTrue();
        assertThat(report.cpuid()).isEqualTo(new Cpuid(0x19, 1, 1));
        assertThat(report.productLine()).contains(ProductLine.MILAN);
        assertThat(report.currentTcb()).hasToString("boot loader 4, TEE 0, SNP 24, microcode 220");
        assertThat(report.currentFirmware()).isEqualTo(new FirmwareVersion(1, 55, 29));
        PlatformInfo platform = report.platformInfo();
        assertThat(platform.smtEnabled()).isTrue();
        assertThat(platform.tsmeEnabled()).isTrue();
        assertThat(platform.eccEnabled()).isTrue();
        assertThat(platform.aliasCheckComplete()).isTrue();
        assertThat(platform.raplDisabled()).isFalse();
        assertThat(platform.ciphertextHidingEnabled()).isFalse();
        assertThat(platform.trustedIoEnabled()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"genoa-v5-vcek-siena-8fd9,GENOA", "turin-v5-vcek-aci-85da,TURIN", "genoa-v3-vcek-aci-4ae0,GENOA"})
    void readsOtherProducts(String entry, ProductLine line) throws Malformed {
        SnpReport report = Vectors.report(entry);
        assertThat(report.productLine()).contains(line);
        assertThat(report.reportedTcb().layout()).isEqualTo(line.layout());
    }

    @Test
    void readsTurinsTcb() throws Malformed {
        SnpReport report = Vectors.report("turin-v5-vcek-aci-85da");
        assertThat(report.reportedTcb()).hasToString("FMC 1, boot loader 1, TEE 1, SNP 4, microcode 81");
        assertThat(report.platformInfo().otherBits()).isEqualTo(0x40);
        assertThat(report.chipId().slice(8, 64).isZero()).isTrue();
    }

    @Test
    void everyOtherLengthIsRefused() {
        byte[] good = KnownReports.vlekVersion3();
        for (int length = 0; length <= good.length + 64; length++) {
            byte[] wrong = Arrays.copyOf(good, length);
            if (length != good.length) {
                assertThatExceptionOfType(Malformed.class)
                        .as("length %d", length)
                        .isThrownBy(() -> SnpReport.parse(wrong))
                        .withMessageStartingWith("SnpReport");
            }
        }
    }

    /// Reserved ranges of version 3: any bit set there is refused.
    @Test
    void everyReservedBitIsRefused() throws Malformed {
        int[][] reserved = {
            {0x4c, 0x50},
            {0x18b, 0x1a0},
            {0x1eb, 0x1ec},
            {0x1ef, 0x1f0},
            {0x1f8, 0x2a0},
            {0x330, 0x4a0},
            {0x3a, 0x3e},
            {0x182, 0x186},
            {0x1e2, 0x1e6},
            {0x1f2, 0x1f6}, // in the four TCBs
        };
        byte[] report = KnownReports.vlekVersion3();
        SnpReport.parse(report);
        for (int[] range : reserved) {
            for (int bit = range[0] * 8; bit < range[1] * 8; bit++) {
                report[bit / 8] ^= (byte) (1 << bit % 8);
                assertThatExceptionOfType(Malformed.class)
                        .as("bit %d of byte 0x%x", bit % 8, bit / 8)
                        .isThrownBy(() -> SnpReport.parse(report));
                report[bit / 8] ^= (byte) (1 << bit % 8);
            }
        }
    }

    /// Whatever bit is flipped: refused by the parser, or the bytes under the signature are others, or the
    /// signature is. No flip goes unseen.
    @Test
    void everyFlippedBitIsSeen() throws Malformed {
        byte[] bytes = KnownReports.vlekVersion3();
        SnpReport good = SnpReport.parse(bytes);
        BitSet unseen = new BitSet();
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                SnpReport other = SnpReport.parse(bytes);
                boolean same = other.signedBytes().equals(good.signedBytes())
                        && other.signatureR().equals(good.signatureR())
                        && other.signatureS().equals(good.signatureS());
                unseen.set(bit, same || other.equals(good));
            } catch (Malformed refused) {
                unseen.clear(bit);
            }
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
        assertThat(unseen.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "00000000,version 0 is too old",
        "01000000,version 1 is too old",
        "06000000,version 6 is too new",
        "ffffffff,version 4294967295 is too new",
    })
    void versionsOutOfTheRangeAreNamed(String version, String message) {
        byte[] report = changed(KnownReports.vlekVersion3(), 0, version);
        assertThatThrownBy(() -> SnpReport.parse(report))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "0008,0000010000000000,policy", // bit 17 clear
        "0008,0000030400000000,policy", // bit 26
        "0008,0000030000000080,policy", // bit 63
        "0030,04000000,vmpl",
        "0030,feffffff,vmpl",
        "0034,00000000,signature_algo",
        "0034,02000000,signature_algo",
        "0048,08000000,key_info", // signing key 2
        "0048,18000000,key_info", // signing key 6
        "0048,24000000,key_info", // bit 5
        "0048,04000080,key_info", // bit 31
    })
    void brokenFieldsAreRefused(String offset, String hex, String field) {
        byte[] report = changed(KnownReports.vlekVersion3(), Integer.parseInt(offset, 16), hex);
        assertThatThrownBy(() -> SnpReport.parse(report))
                .isInstanceOfSatisfying(
                        Malformed.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    @Test
    void readsKeyFlags() throws Malformed {
        SnpReport author = SnpReport.parse(changed(KnownReports.vlekVersion3(), 0x48, "01000000"));
        assertThat(author.authorKeyEnabled()).isTrue();
        assertThat(author.chipKeyMasked()).isFalse();
        SnpReport unsigned = SnpReport.parse(changed(KnownReports.vlekVersion3(), 0x48, "1e000000"));
        assertThat(unsigned.chipKeyMasked()).isTrue();
        assertThat(unsigned.signingKey()).isEqualTo(SigningKey.NONE);
        SnpReport host = SnpReport.parse(changed(KnownReports.vlekVersion3(), 0x30, "ffffffff"));
        assertThat(host.vmpl()).isEqualTo(SnpReport.HOST_REQUESTED);
    }

    @Test
    void mitigationsAreVersion5Only() throws Malformed {
        byte[] report = changed(KnownReports.vlekVersion3(), 0x1f8, "0100000000000000" + "0300000000000000");
        assertThatThrownBy(() -> SnpReport.parse(report)).hasMessageContaining("launch_mit_vector");
        report[0] = 5;
        assertThat(SnpReport.parse(report).launchMitigations()).isEqualTo(1);
        assertThat(SnpReport.parse(report).currentMitigations()).isEqualTo(3);
    }

    @Test
    void cpuidIsZeroInVersion2() {
        byte[] report = changed(KnownReports.milanVersion2(), 0x188, "190101");
        assertThatThrownBy(() -> SnpReport.parse(report)).hasMessageContaining("at 0x188: must be zero");
    }

    @ParameterizedTest
    @CsvSource({
        "190000,MILAN",
        "190f02,MILAN",
        "191000,GENOA",
        "191f00,GENOA",
        "19a000,GENOA",
        "19af00,GENOA",
        "1a0000,TURIN",
        "1a1100,TURIN",
    })
    void knowsChips(String cpuid, ProductLine line) throws Malformed {
        byte[] report = changed(KnownReports.vlekVersion3(), 0x188, cpuid);
        for (int tcb : new int[] {0x38, 0x180, 0x1e0, 0x1f0}) {
            Arrays.fill(report, tcb, tcb + 8, (byte) 0);
        }
        assertThat(SnpReport.parse(report).productLine()).contains(line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"192000", "199f00", "19b000", "1a1200", "1a5000", "170100", "000000", "ffffff"})
    void doesNotGuessOtherChips(String cpuid) throws Malformed {
        assertThat(SnpReport.parse(changed(KnownReports.vlekVersion3(), 0x188, cpuid))
                        .productLine())
                .isEmpty();
    }

    @Test
    void version2WithAShortChipIdIsTurin() throws Malformed {
        byte[] report = changed(KnownReports.milanVersion2(), 0x1a0, "1e550a8ee5cf9f4d" + "00".repeat(56));
        changed(report, 0x38, "0001020300000009");
        changed(report, 0x180, "0001020300000009");
        changed(report, 0x1e0, "0001020300000009");
        changed(report, 0x1f0, "0001020300000009");
        assertThat(SnpReport.parse(report).reportedTcb())
                .hasToString("FMC 0, boot loader 1, TEE 2, SNP 3, microcode 9");
    }
}
