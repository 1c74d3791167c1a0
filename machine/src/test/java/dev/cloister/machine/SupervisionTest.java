package dev.cloister.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Patience, with a QEMU that hangs.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SupervisionTest {

    private static final Supervision.Patience SHORT =
            new Supervision.Patience(Duration.ofMillis(300), Duration.ofSeconds(3), Duration.ofMillis(300));

    @TempDir
    private Path dir;

    private StopRequest stop;

    @BeforeEach
    void setUp() {
        stop = new StopRequest(new GuestFolder(dir));
    }

    @Test
    void silenceBeforeTheAgentIsAHangingGuest() throws IOException, InterruptedException {
        Phase phase = supervise("echo 'BdsDxe: starting'; sleep 60");

        assertThat(phase).isEqualTo(new Phase.Failed(new Reason.NoAgentMessage(1, 0, "BdsDxe: starting")));
        assertThat(((Phase.Failed) phase).reason().exitCode()).isEqualTo(69);
    }

    /// A kernel that spins for ever: it is no excuse that it computes.
    @Test
    void silentComputingIsHangingToo() throws IOException, InterruptedException {
        Phase phase = supervise("echo spins; while :; do :; done");

        assertThat(((Phase.Failed) phase).reason()).isInstanceOf(Reason.NoAgentMessage.class);
        assertThat(((Reason.NoAgentMessage) ((Phase.Failed) phase).reason()).lastLine())
                .isEqualTo("spins");
    }

    @Test
    void aStoppedQemuHangs() throws IOException, InterruptedException {
        assertThat(supervise("echo stops; kill -STOP $$; echo cloister: end went-on it"))
                .isEqualTo(new Phase.Failed(new Reason.NoAgentMessage(1, 0, "stops")));
    }

    @Test
    void anAgentThatSpokeMayBeSilent() throws IOException, InterruptedException {
        Phase phase = supervise("echo 'cloister: stage network-up 1'; sleep 1; echo 'cloister: end no-answer none'");

        assertThat(phase).isEqualTo(new Phase.Failed(new Reason.AgentEnd("no-answer", "none")));
    }

    @Test
    void butNotForEver() throws IOException, InterruptedException {
        Phase phase = supervise("echo 'cloister: stage network-up 1'; sleep 60");

        assertThat(phase).isEqualTo(new Phase.Failed(new Reason.NoAgentMessage(3, 0, "cloister: stage network-up 1")));
    }

    @Test
    void aContainerThatRunsMay() throws IOException, InterruptedException {
        assertThat(supervise("echo 'cloister: stage container-started 1'; sleep 4; echo 'cloister: stage "
                        + "container-ended 5'"))
                .isInstanceOf(Phase.Finished.class);
    }

    @Test
    void aGuestThatGaveItsReasonAndStaysIsEnded() throws IOException, InterruptedException {
        Phase phase = supervise("echo 'BOOT REFUSED: kernel'; sleep 60");

        assertThat(phase).isEqualTo(new Phase.Failed(new Reason.BootRefused("kernel")));
    }

    @Test
    void aConsoleThatIsClosedDoesNotKeepQemuAlive() throws IOException, InterruptedException {
        Phase phase = supervise("echo bye; exec >&-; sleep 60");

        assertThat(phase).isInstanceOf(Phase.Failed.class);
    }

    /// A child of QEMU that inherited the console and stays.
    @Test
    void neitherDoesOneThatStaysOpen() throws IOException, InterruptedException {
        Phase phase = supervise("sleep 5 & echo last words; exit 3");

        assertThat(phase).isEqualTo(new Phase.Failed(new Reason.QemuGone(3, "last words")));
    }

    @Test
    void aSignalIsNamed() throws IOException, InterruptedException {
        assertThat(sentence("echo 'cloister: stage userspace 1'; kill -9 $$"))
                .isEqualTo("somebody ended QEMU (signal 9); last line: cloister: stage userspace 1");
        assertThat(sentence("kill -SEGV $$")).isEqualTo("QEMU crashed (signal 11); last line: (none)");
        assertThat(sentence("exit 0")).isEqualTo("QEMU ended with exit code 0 without a reason; last line: (none)");
        assertThat(sentence("echo 'qemu: unrecognised option' >&2; exit 1"))
                .isEqualTo("QEMU ended with exit code 1 without a reason; last line: qemu: unrecognised option");
        assertThat(sentence("exec /nowhere/qemu")).contains("/nowhere/qemu");
    }

    private String sentence(String script) throws IOException, InterruptedException {
        Reason reason = ((Phase.Failed) supervise(script)).reason();
        assertThat(reason).isInstanceOf(Reason.QemuGone.class);
        assertThat(reason.exitCode()).isEqualTo(69);
        assertThat(reason.remedy()).isNotEmpty();
        return reason.sentence();
    }

    @Test
    void aFloodDoesNotStopTheClock() throws IOException, InterruptedException {
        Phase phase = supervise("i=0; while [ $i -lt 20000 ]; do echo line; i=$((i+1)); done; "
                + "echo 'cloister: end refused too much'");

        assertThat(phase).isEqualTo(new Phase.Failed(new Reason.AgentEnd("refused", "too much")));
    }

    private Phase supervise(String script) throws IOException, InterruptedException {
        Path log = dir.resolve("console.log");
        Path socket = dir.resolve("control.sock");
        Files.deleteIfExists(log);
        try (RollingLog console = new RollingLog(log, 1 << 16);
                GuestPort control = GuestPort.open(socket, (content, length) -> {});
                Qemu qemu = Qemu.start(List.of("/bin/sh", "-c", script), dir, console)) {
            Phase phase = new Supervision(qemu, control, stop, SHORT, (p, running, stages, cpu) -> {})
                    .untilEnd(new TestHost(Files.createTempDirectory(dir, "host")).spec(dir.resolve("qemu")));
            assertThat(qemu.identity().alive()).isFalse();
            return phase;
        }
    }
}
