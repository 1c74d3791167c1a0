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
            new Supervision.Patience(Duration.ofMillis(300), Duration.ofMillis(300));

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

        assertThat(phase).isEqualTo(new Phase.Failed(new Reason.NoAgentMessage(0, "BdsDxe: starting")));
    }

    @Test
    void anAgentThatSpokeMayBeSilent() throws IOException, InterruptedException {
        Phase phase = supervise("echo 'cloister: stage network-up 1'; sleep 1; echo 'cloister: end no-answer none'");

        assertThat(phase).isEqualTo(new Phase.Failed(new Reason.AgentEnd("no-answer", "none")));
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
