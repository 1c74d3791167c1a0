package dev.cloister.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Known answers of specs/snp-launch-measurement.md 9.1 and 9.2.
class SnpLaunchTest {

    private static final int MILAN = VcpuType.EPYC_MILAN.signature();
    private static final Bytes FIXTURE_A_SEED = Bytes.hex(
            "086e2e9149ebf45abdc3445fba5b2da8270bdbb04094d7a2c37faaa4b24af3aa16aff8c374c2a55c467a50da6d466b74");

    @ParameterizedTest
    @CsvSource(nullValues = "none", textBlock = """
                    QEMU, 1, 0x21, '', 329c8ce0972ae52343b64d34a434a86f245dfd74f5ed7aae15d22efc78fb9683632b9b50e4e1d7fa41179ef98a7ef198
                    QEMU, 1, 0x1, '', ddc5224521617a536ee7ce9dd6224d1b58a8d4fda1c741f3ac99fc4bfa04ba6e9fc98646d4a07a9079397fa3852819b5
                    QEMU, 1, 0x21, console=ttyS0 loglevel=7, 803f691094946e42068aaa3a8f9e26a5c89f36f7b73ecfb28c653360fe4b3aba7e534442e7e1e17895dfe778d0228977
                    QEMU, 1, 0x1, console=ttyS0 loglevel=7, 6d287813eb5222d770f75005c664e34c204f385ce832cc2ce7d0d6f354454362f390ef83a92046c042e706363b4b08fa
                    QEMU, 1, 0x21, none, e1e1ca029dd7973ab9513295be68198472dcd4fc834bd9af9b63f6e8a1674dbf281a9278a4a2ebe0eed9f22adbcd0e2b
                    QEMU, 1, 0x1, none, 19358ba9a7615534a9a1e2f0dfc29384dcd4dcb7062ff9c6013b26869a5fc6ecabe033c48dd6f6db5d6d76e7c5df632d
                    QEMU, 4, 0x21, '', 4953b1fb416fa874980e8442b3706d345926d5f38879134e00813c5d7abcbe78eafe7b422907be0b4698e2414a631942
                    QEMU, 4, 0x1, '', 5061fffb019493a903613d56d54b94912a1a2f9e4502385f5c194616753720a92441310ba6c4933de877c36e23046ad5
                    EC2, 1, 0x21, '', 0ce9ccc06bab55eebe8abc234f3df6514883977a68a591b71052498ab52b2f1aa415db338033946ef93aa8278c0d67fb
                    EC2, 1, 0x1, '', 0883bd0eeb716e65b7b977a321c278d1e51b33b5c655fab985443bbcc65c086b9c15e8a0bd8811050dec7e24964e5056
                    GCE, 1, 0x1, '', 5da7106cf14cf46b1725ebab123eb9e53bd46a1e9f400cd0c08e7827b04b688ea8b4e403c8404efed4397ea5d5d0722e
                    GCE, 4, 0x1, '', 5c5debf100fc339f90276e761ee1f1658d08922c3b20e2a2e6c7a6c3370b2452a15a00eae11886a93d6fd1e7ab81e29d
                    """)
    void fixtureA(Vmm vmm, int vcpus, String features, String cmdline, String expected) throws Malformed {
        Firmware firmware = Firmware.parse(TestFirmware.fixtureA(), FIXTURE_A_SEED);
        Optional<KernelHashes> hashes =
                Optional.ofNullable(cmdline).map(line -> KernelHashes.of(Bytes.EMPTY, Bytes.EMPTY, line));

        SnpLaunch launch = new SnpLaunch(vmm, firmware, hashes, 0x800F12, vcpus, Long.decode(features));

        assertThat(launch.digest().hex()).isEqualTo(expected);
    }

    @Test
    void everyStepOfTheSyntheticFirmware() throws Malformed {
        Firmware firmware = Firmware.parse(TestFirmware.synthetic());
        SnpLaunch launch = launch(firmware);
        List<String> steps = new ArrayList<>();
        LaunchDigest digest = new LaunchDigest().normal(0xFFFF_E000L, TestFirmware.synthetic(), 4096);
        steps.add(digest.value().hex());
        digest = new LaunchDigest(firmware.launchDigest());
        steps.add(digest.value().hex());
        for (Section section : firmware.sections()) {
            launch.measure(digest, section);
            steps.add(digest.value().hex());
        }
        launch.measureVcpus(digest);
        steps.add(digest.value().hex());

        assertThat(steps)
                .containsExactly(
                        "635d1f9c6dd2171b2968dfa12c1dc32c243403ae76dab31fb344e1ad886e35b0512ab4786895e9b40ff6e8f5f8a3ec2b",
                        "438d34970a8e3b821a49d486ae9fac2f0ad11df08be7d3537ee7a4939f3f6e9500efabe97a9e1ae5466a514a5749b9a1",
                        "2a6dfe1877cbd157b08f0c596ecf204c2f74b4062eed7d26efe5818fa8cfc7f352d28dd48f417444df7f0c9798f8e3d7",
                        "10be7ecbc432608d6c3fb003850ef17b686c099c673110782851e2c1eaa171ea68bbf7df1abf64506a127613cd808a78",
                        "2c71c597df09bbefc59e2870b68f760099f63f2c3414bb4df106d305cdb5ebd0c3810ebe2db9ee2d83992012a6d9122b",
                        "dd60f91b621816f19b77dab6167e2577574403b2e09de54ce4d299092ec3897cf2305068e903e8339e0a88d90d6d1165",
                        "c1417b6f3539b93ece578a2fb3dcdce1c931efc4442587798bc9c9c516a9b8e14fcbb159ce23a83399fd26a88deccd82",
                        "ceb100432fa110d7503c1a27f00afa1a652cb40341a971dc42a82986f1c1d89649288a716e3318e285af4987b0adc545");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    QEMU, 1, false, 580e7fa64f1985208b8c24bb393a43abe175dae180f0f63f46d1750327e7c1330f90878feb2ad28eddd50497d719f519
                    QEMU, 1, true, 65692ffb414133225dec554112defe90d9fcb6bc24f7e22263a462e97e0e27b3f6c5363f2cf974587f17181265b8ee5f
                    QEMU, 2, false, ceb100432fa110d7503c1a27f00afa1a652cb40341a971dc42a82986f1c1d89649288a716e3318e285af4987b0adc545
                    QEMU, 2, true, 95b6ccab8a0df3825df800eed55fafe8e5d2c6462f5dc6568378a51e4bcff092250858df56951d91036f3ceb10429502
                    EC2, 1, false, 814003b5da4963c8a05695a63fa6bdeda1a1fa783d1dfac5fe3e4ba05c4f594b6d94bb968158e457ff3a26021ffb5146
                    EC2, 1, true, 05f6450890d0b692daf56e0efeaa598c8085d1503e965d27e4b02a87eec5e0ee8960574a1570f5df2a209ac613f36f31
                    EC2, 2, false, 183b52ed5b0a35a537885a34e5b635d0e3fab679c317a9137b186626d9812cc4bf333d883322b0322d5f3e8eb3cd3e0c
                    EC2, 2, true, 0d5b4e8692113d56e290305e8fec95c2d6d5d39d8991b9288ed6911dbf25abeb4da2dc8b39ec485eb48da6ffa8e871d8
                    GCE, 1, false, c5e1ba18fb09848bff81e12da4f6a02beb1830937c737000bcdfad79c4a07e2d28fb45a5ce8fe6dc40244cb5022855a1
                    GCE, 1, true, ecaf9ab23edc368d4f5a613eeccde061627f78f53bb5e705d85a821f62886dbc8dcfddb8f4e84a982ee6db1421e2bd1e
                    GCE, 2, false, 38cb5e1c842e066ddc0735395a021fb7655a705047f8c6da096cac865be7de3c8612dd8b35fab98a03a492f81be2c6d4
                    GCE, 2, true, 5d3e85d283303730692f6a289ffeb7ef2bfd32fb2ae25ed297666d4bf963f94c73e41b86d8369b8f96ca0ea8368dfb14
                    """)
    void syntheticFirmware(Vmm vmm, int vcpus, boolean kernel, String expected) throws Malformed {
        Firmware firmware = Firmware.parse(TestFirmware.synthetic());
        Optional<KernelHashes> hashes = kernel
                ? Optional.of(KernelHashes.of(Bytes.utf8("kernel"), Bytes.utf8("initrd"), "console=ttyS0"))
                : Optional.empty();

        SnpLaunch launch = new SnpLaunch(vmm, firmware, hashes, MILAN, vcpus, SnpLaunch.SNP_ACTIVE);

        assertThat(launch.digest().hex()).isEqualTo(expected);
    }

    /// A known digest gives what the whole image gives, from its last pages alone; another digest another one.
    @Test
    void knownFirmwareDigestIsReused() throws Malformed {
        byte[] image = TestFirmware.synthetic();
        Firmware whole = Firmware.parse(image);
        Firmware known = Firmware.parse(Arrays.copyOfRange(image, 4096, 8192), whole.launchDigest());

        assertThat(launch(known).digest()).isEqualTo(launch(whole).digest());
        assertThat(launch(Firmware.parse(image, FIXTURE_A_SEED)).digest())
                .isNotEqualTo(launch(whole).digest());
        assertThatThrownBy(() -> Firmware.parse(image, Bytes.hex("00")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a launch digest has 48 bytes, not 1");
    }

    private static SnpLaunch launch(Firmware firmware) {
        return new SnpLaunch(Vmm.QEMU, firmware, Optional.empty(), MILAN, 2, SnpLaunch.SNP_ACTIVE);
    }

    @Test
    void kernelHashesNeedAFirmwareThatMeasuresThem() throws Malformed {
        Firmware firmware =
                Firmware.parse(TestFirmware.image(List.of(new Section(0x800000, 0x9000, Section.Kind.SNP_SEC_MEM))));
        KernelHashes hashes = KernelHashes.of(Bytes.EMPTY, Bytes.EMPTY, "");

        assertThat(firmware.hashesTable()).isEmpty();
        assertThatThrownBy(() -> SnpLaunch.directBoot(firmware, hashes, VcpuType.EPYC_MILAN, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("this firmware has no measured page for kernel hashes");
    }

    @Test
    void vcpusAreBounded() throws Malformed {
        Firmware firmware = Firmware.parse(TestFirmware.synthetic());
        for (int vcpus : new int[] {0, -1, SnpLaunch.MAX_VCPUS + 1}) {
            assertThatThrownBy(() -> new SnpLaunch(Vmm.QEMU, firmware, Optional.empty(), 0, vcpus, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("vcpus is 1 to 4096, not " + vcpus);
        }
    }
}
