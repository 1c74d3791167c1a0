package dev.cloister.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.machine.host.SnpHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Guests on SEV-SNP: how a start fails where the hardware is missing or says no.
class SnpStartTest {

    @TempDir
    private Path dir;

    private TestHost host;

    @BeforeEach
    void setUp() throws IOException {
        host = new TestHost(dir);
    }

    /// Our command line, as the real QEMU reads it: all of it is understood, and the missing hardware is what it
    /// stumbles over.
    @Test
    void theRealQemuFindsNoSevHere() throws IOException, Malformed, InterruptedException {
        assumeFalse(SnpHost.at(Path.of("/")).missing().isEmpty(), "this host has SEV-SNP");
        SignedIdBlock signed = new SignedIdBlock(Bytes.of(new byte[96]), Bytes.of(new byte[4096]));
        for (Optional<SignedIdBlock> idBlock : List.of(Optional.<SignedIdBlock>empty(), Optional.of(signed))) {
            Reason reason = reason(host.snp(RealQemu.find(), idBlock));

            assertThat(reason).isInstanceOf(Reason.SnpUnavailable.class);
            assertThat(((Reason.SnpUnavailable) reason).complaint()).containsPattern("SEV-SNP not supported|KVM");
            assertThat(reason.remedy()).contains("`cloister doctor`").contains("--backend emulated");
            assertThat(reason.exitCode()).isEqualTo(69);
        }
    }

    @Test
    void anOptionThatQemuDoesNotKnowIsNoMissingHardware() throws IOException, Malformed, InterruptedException {
        Reason reason =
                reason(host.snp(host.qemu("echo 'qemu-system-x86_64: x.y=1: no such option' >&2; exit 1"), NONE));

        assertThat(reason).isEqualTo(new Reason.QemuGone(1, "qemu-system-x86_64: x.y=1: no such option"));
    }

    @Test
    void theFirstComplaintCounts() throws IOException, Malformed, InterruptedException {
        Path qemu = host.qemu("""
                echo 'qemu-system-x86_64: warning: host does not support KVM feature x' >&2
                echo "/x/qemu-system-x86_64: -accel kvm: sev_common_kvm_init: Failed to open /dev/sev 'Permission denied'" >&2
                echo 'qemu-system-x86_64: -accel kvm: failed to initialize kvm: Operation not permitted' >&2
                exit 1
                """);

        assertThat(reason(host.snp(qemu, NONE)))
                .isEqualTo(new Reason.SnpUnavailable(
                        "-accel kvm: sev_common_kvm_init: Failed to open /dev/sev 'Permission denied'"));
    }

    @Test
    void theChipRefusesAnotherLaunchThanTheIdBlockNames() throws IOException, Malformed, InterruptedException {
        Path qemu = host.qemu("""
                echo "qemu-system-x86_64: sev_snp_launch_finish: SNP_LAUNCH_FINISH ret=-5 fw_error=6 'Bad measurement'" >&2
                exit 1
                """);
        Reason reason = reason(host.snp(qemu, NONE));

        assertThat(reason).isInstanceOf(Reason.LaunchRefused.class);
        assertThat(reason.sentence()).contains("ID block").contains("Bad measurement");
        assertThat(reason.exitCode()).isEqualTo(1);
    }

    /// What is measured is the boot set's own prediction, with the command line for hardware; no chip is played.
    @Test
    void theGuestGetsTheHardwareProfile() throws IOException, Malformed, InterruptedException {
        Path qemu =
                host.qemu("ls > " + dir + "/files; say container-started; sleep 0.3; say container-ended; exit 0\n");
        Start start = host.guests().start(host.snp(qemu, NONE), stage -> {});

        assertThat(start).isInstanceOf(Start.Running.class);
        Guest guest = ((Start.Running) start).guest();
        assertThat(guest.measurement())
                .isEqualTo(BootSet.read(host.bootSet).measurement(BootSet.Profile.HARDWARE, 1))
                .isNotEqualTo(BootSet.read(host.bootSet).measurement(BootSet.Profile.EMULATED, 1));
        assertThat(guest.reportId().isEmpty()).isTrue();
        assertThat(Files.readString(dir.resolve("files"))).contains("log.sock").doesNotContain("psp.sock");
        assertThat(host.started().getFirst()).contains("-append quiet").contains("sev-snp-guest");
    }

    @Test
    void anIdBlockIsReadAsItIsPrinted() throws Malformed {
        SignedIdBlock signed = new SignedIdBlock(Bytes.of(new byte[96]), Bytes.of(new byte[4096]));
        String block = "id-block=" + signed.block().base64() + "\n";
        String authentication = "id-auth=" + signed.authentication().base64() + "\n";

        assertThat(SignedIdBlock.parse(block + authentication + "id-key-digest=00\n"))
                .isEqualTo(signed);
        for (String bad : List.of(
                "",
                block,
                authentication,
                block + block + authentication,
                block.replace("AAAA\n", "\n") + authentication,
                block.replace("AAAA\n", "AAAAAAAA\n") + authentication,
                block.replace("AAAA\n", "AA A\n") + authentication)) {
            assertThatThrownBy(() -> SignedIdBlock.parse(bad)).as(bad).isInstanceOf(Malformed.class);
        }
    }

    @Test
    void whatAGuestRunsOnIsKept() throws Malformed {
        SignedIdBlock signed = new SignedIdBlock(Bytes.of(new byte[96]), Bytes.of(new byte[4096]));
        for (GuestSpec spec : new GuestSpec[] {
            host.snp(dir.resolve("qemu"), NONE), host.snp(dir.resolve("qemu"), Optional.of(signed)), host.spec(dir)
        }) {
            JsonFields json = JsonFields.of("guest.json", spec.toJson());
            assertThat(GuestSpec.fromJson(json)).isEqualTo(spec);
        }
    }

    private static final Optional<SignedIdBlock> NONE = Optional.empty();

    private Reason reason(GuestSpec spec) throws IOException, Malformed, InterruptedException {
        Start start = host.guests().start(spec, stage -> {});
        assertThat(start).isInstanceOf(Start.NotStarted.class);
        return ((Start.NotStarted) start).reason();
    }
}
