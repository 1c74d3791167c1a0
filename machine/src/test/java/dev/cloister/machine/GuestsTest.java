package dev.cloister.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whole lives of guests, with real keepers and a QEMU that plays its part.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class GuestsTest {

    private static final String RUNS = "say userspace; say attested; say container-started; ";

    @TempDir
    private Path dir;

    private TestHost host;
    private final List<String> heard = new ArrayList<>();

    @BeforeEach
    void setUp() throws IOException {
        host = new TestHost(dir);
    }

    @AfterEach
    void nothingIsLeftRunning() throws IOException, Malformed, InterruptedException {
        for (Guest guest : host.guests().list()) {
            host.guests().stop(guest.spec().name(), Duration.ZERO);
        }
    }

    @Test
    void runsAndEndsWithItsContainer() throws IOException, Malformed, InterruptedException {
        Path go = dir.resolve("go");
        Start start = start(RUNS + "until [ -e " + go + " ]; do sleep 0.05; done; say container-ended");

        assertThat(start).isInstanceOf(Start.Running.class);
        assertThat(heard).containsExactly("userspace", "attested", "container-started");
        Guest running = host.guests().find("web").orElseThrow();
        assertThat(running.phase()).isInstanceOf(Phase.Running.class);
        assertThat(running.measurement())
                .isEqualTo(BootSet.read(host.bootSet).measurement(BootSet.Profile.EMULATED, 1));
        assertThat(running.reportId().length()).isEqualTo(32);
        assertThat(running.keeperPid()).isPresent();
        assertThat(host.guests().remove("web")).as("still running").isFalse();

        Files.createFile(go);
        Guest ended = awaitEnd();
        assertThat(ended.phase()).isInstanceOf(Phase.Finished.class);
        assertThat(ended.reportId()).isEqualTo(running.reportId());
        assertThat(ended.stages()).extracting(Stage::name).endsWith("container-ended");
        assertThat(names(running.folder()))
                .containsExactlyInAnyOrder(
                        "guest.json", "status.json", "console.log", "log.jwe", "initdata.img", "keeper.log");
        assertThat(Files.readString(ended.folder().resolve("console.log"))).contains("cloister: stage attested");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(ended.folder())))
                .isEqualTo("rwx------");
        assertThat(host.guests().remove("web")).isTrue();
        assertThat(host.guests().list()).isEmpty();
    }

    @Test
    void qemuGetsCopiesInItsOwnFolder() throws IOException, Malformed, InterruptedException {
        start(RUNS + "cmp -s vmlinuz " + host.bootSet + "/vmlinuz && cmp -s initrd " + host.bootSet
                + "/initrd && cmp -s firmware.fd " + host.bootSet
                + "/firmware.fd && [ $(wc -c < kernel-hashes.bin) = 176 ] && say copies-equal; say container-ended");

        assertThat(awaitEnd().stages()).extracting(Stage::name).contains("copies-equal");
    }

    @Test
    void agentsEndIsTheReason() throws IOException, Malformed, InterruptedException {
        assertThat(reason(
                        "say userspace; echo 'cloister: end init-data-mismatch init-data does not match the hardware'"))
                .isEqualTo(new Reason.AgentEnd("init-data-mismatch", "init-data does not match the hardware"));
        assertThat(host.started()).hasSize(1);
    }

    @Test
    void firmwareRefuses() throws IOException, Malformed, InterruptedException {
        assertThat(reason("printf '\\033[2JBOOT REFUSED: initrd\\n'")).isEqualTo(new Reason.BootRefused("initrd"));
    }

    @Test
    void aFallenKernelGetsOneMoreTry() throws IOException, Malformed, InterruptedException {
        Start start = start("if [ $TRIES = 1 ]; then echo 'Kernel panic - not syncing: Oops'; exit 0; fi; " + RUNS
                + "say container-ended");

        assertThat(start).isInstanceOf(Start.Running.class);
        assertThat(host.started()).hasSize(2);
    }

    @Test
    void aKernelThatFallsTwiceIsTheReason() throws IOException, Malformed, InterruptedException {
        assertThat(reason("say userspace; echo '[    1.0] Kernel panic - not syncing: Attempted to kill init!'"))
                .isEqualTo(new Reason.KernelPanic("Attempted to kill init!"));
        assertThat(host.started()).hasSize(2);
    }

    @Test
    void aChangedImageEndsARunningGuest() throws IOException, Malformed, InterruptedException {
        start(RUNS + "echo '[    9.1] Kernel panic - not syncing: dm-verity device corrupted'");

        assertThat(awaitEnd().phase()).isEqualTo(new Phase.Failed(new Reason.ImageChanged()));
        assertThat(host.started()).as("no second try once the agent has spoken").hasSize(1);
    }

    @Test
    void qemuThatJustEnds() throws IOException, Malformed, InterruptedException {
        assertThat(reason("echo 'qemu: cannot set up guest memory' >&2; exit 3"))
                .isEqualTo(new Reason.QemuGone(3, "qemu: cannot set up guest memory"));
    }

    @Test
    void portLostBetweenProbeAndStart() throws IOException, Malformed, InterruptedException {
        int one = freePort();
        int other = freePort();
        Path qemu = host.qemu("echo \"qemu: -netdev user: Could not set up host forwarding rule " + "'tcp:127.0.0.1:"
                + other + "-:80'\" >&2; exit 1");

        assertThat(reason(host.spec(qemu, new PublishedPort(one, 81), new PublishedPort(other, 80))))
                .isEqualTo(new Reason.PortTaken(other));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void damagedBootSet() throws IOException, Malformed, InterruptedException {
        Files.writeString(host.bootSet.resolve("initrd"), "other ");

        Reason reason = reason("say never");

        assertThat(reason).isInstanceOf(Reason.BootSetDamaged.class);
        assertThat(reason.sentence())
                .startsWith("the boot set cannot be used: manifest.json.initrd: the file has SHA-256");
        assertThat(host.started()).isEmpty();
    }

    @Test
    void aNameIsForOneGuest() throws IOException, Malformed, InterruptedException {
        assertThat(reason("exit 1")).isInstanceOf(Reason.QemuGone.class);
        assertThat(start(RUNS + "sleep 60")).as("a failed start holds no name").isInstanceOf(Start.Running.class);
        Reason taken = reason("say never");
        assertThat(taken).isEqualTo(new Reason.NameTaken("web"));
        assertThat(taken.remedy()).contains("`cloister stop --rm web`");
        host.guests().stop("web", Duration.ZERO);
        assertThat(reason("say never")).as("one that ran does").isEqualTo(new Reason.NameTaken("web"));
    }

    @Test
    void stopEndsItAndSaysSo() throws IOException, Malformed, InterruptedException {
        start(RUNS + "exec sleep 60");

        Guest stopped = host.guests().stop("web", Duration.ofMillis(200)).orElseThrow();

        assertThat(stopped.phase()).isInstanceOf(Phase.Stopped.class);
        assertThat(names(stopped.folder())).doesNotContain("vmlinuz", "psp.sock", "log.sock", "control.sock");
        assertThat(host.guests().stop("web", Duration.ZERO).orElseThrow().phase())
                .isInstanceOf(Phase.Stopped.class);
        assertThat(host.guests().stop("nobody", Duration.ZERO)).isEmpty();
    }

    /// A keeper that is killed takes QEMU with it, and leaves no guest that looks alive.
    @Test
    void aKilledKeeper() throws IOException, Malformed, InterruptedException {
        start(RUNS + "echo $$ > " + dir.resolve("qemu-pid") + "; exec sleep 60");
        GuestFolder folder = new GuestFolder(host.guestsFolder().resolve("web"));
        List<ProcessIdentity> processes = folder.status().orElseThrow().processes();
        assertThat(processes).hasSize(2);

        processes.getFirst().kill();
        while (processes.getFirst().alive() || processes.getLast().alive()) {
            Thread.sleep(20);
        }

        Guest gone = host.guests().find("web").orElseThrow();
        assertThat(gone.phase()).isInstanceOf(Phase.Failed.class);
        assertThat(((Phase.Failed) gone.phase()).reason().code()).isEqualTo("keeper-gone");
        assertThat(host.guests().remove("web")).isTrue();
    }

    private Start start(String script) throws IOException, Malformed, InterruptedException {
        return start(host.spec(host.qemu(script)));
    }

    private Start start(GuestSpec spec) throws IOException, Malformed, InterruptedException {
        return host.guests().start(spec, stage -> heard.add(stage.name()));
    }

    private Reason reason(String script) throws IOException, Malformed, InterruptedException {
        return reason(host.spec(host.qemu(script)));
    }

    private Reason reason(GuestSpec spec) throws IOException, Malformed, InterruptedException {
        Start start = start(spec);
        assertThat(start).isInstanceOf(Start.NotStarted.class);
        return ((Start.NotStarted) start).reason();
    }

    private Guest awaitEnd() throws IOException, Malformed, InterruptedException {
        Guest guest = host.guests().find("web").orElseThrow();
        while (!guest.phase().ended()) {
            Thread.sleep(20);
            guest = host.guests().find("web").orElseThrow();
        }
        return guest;
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
