package dev.cloister.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Who has a guest's name between the first file of its folder and the first word of its keeper.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ClaimTest {

    private static final String RUNS = "say attested; say container-started; say container-ended";

    @TempDir
    private Path dir;

    private TestHost host;
    private GuestFolder folder;

    @BeforeEach
    void setUp() throws IOException {
        host = new TestHost(dir);
        folder = new GuestFolder(host.guestsFolder().resolve("web"));
    }

    /// A keeper writes into its folder to its very end, and the folder is about to go.
    @AfterEach
    void awaitKeepers() {
        ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(dir.toString()))
                .forEach(process -> process.onExit().join());
    }

    /// The starter was ended right after the folder was made, or while an older one was being removed.
    @Test
    void aFolderWithoutAStatusIsReplaced() throws IOException, Malformed, InterruptedException {
        Files.createDirectories(folder.path());
        Files.writeString(folder.file("guest.json"), "{");

        assertThat(host.guests().list()).isEmpty();
        assertThat(start(RUNS)).isInstanceOf(Start.Running.class);
    }

    @Test
    void aClaimIsWorthItsClaimantsLife() throws IOException, Malformed, InterruptedException {
        Process starter = new ProcessBuilder("sleep", "60").start();
        claim(ProcessIdentity.of(starter.pid()));

        assertThat(host.guests().find("web").orElseThrow().phase()).isInstanceOf(Phase.Starting.class);
        assertThat(start(RUNS)).isEqualTo(new Start.NotStarted(new Reason.NameTaken("web")));

        starter.destroyForcibly().waitFor();
        assertThat(host.guests().list())
                .singleElement()
                .satisfies(guest -> assertThat(guest.phase()).isInstanceOf(Phase.Failed.class));
        assertThat(start(RUNS)).isInstanceOf(Start.Running.class);
    }

    /// Memory at address 0 is a file that can be opened and not be read.
    @Test
    void anImageThatCannotBeCopiedHoldsNoName() throws IOException, Malformed, InterruptedException {
        Path image = dir.resolve("init.img");
        Files.delete(image);
        Files.createSymbolicLink(image, Path.of("/proc/self/mem"));

        assertThatThrownBy(() -> start(RUNS)).isInstanceOf(IOException.class);
        assertThat(folder.path()).doesNotExist();

        Files.delete(image);
        Files.write(image, new byte[512]);
        assertThat(start(RUNS)).isInstanceOf(Start.Running.class);
    }

    /// Whoever starts a guest opens the emulated vendor, and makes it on first use: a keeper would take a minute.
    @Test
    void aDamagedVendorHoldsNoName() throws IOException {
        Files.createDirectories(dir.resolve("emulator/vendor"));
        Files.writeString(dir.resolve("emulator/vendor/ark.der"), "no certificate");
        GuestSpec spec = host.spec(host.qemu(RUNS), new Backend.Emulated(dir.resolve("emulator")));

        assertThatThrownBy(() -> host.guests().start(spec, stage -> {})).hasMessageContaining("ask.der");
        assertThat(folder.path()).doesNotExist();
    }

    /// Ctrl-C between claim and keeper: the request waits in the folder.
    @Test
    void aKeeperThatComesTooLateEndsAtOnce() throws IOException, Malformed, InterruptedException {
        host.qemu(RUNS);
        claim(ProcessIdentity.current());
        folder.writeStop(Duration.ZERO);

        assertThat(KeeperProcess.start(folder).waitFor()).isZero();

        assertThat(host.guests().find("web").orElseThrow().phase()).isInstanceOf(Phase.Stopped.class);
        assertThat(host.started()).isEmpty();
    }

    /// We are the claimant, and live on.
    @Test
    void stoppingAClaimedGuestWaitsForItsKeeper()
            throws IOException, Malformed, InterruptedException, ExecutionException {
        host.qemu(RUNS);
        claim(ProcessIdentity.current());
        FutureTask<Optional<Guest>> stop = new FutureTask<>(() -> host.guests().stop("web", Duration.ZERO));
        Thread.ofPlatform().daemon().start(stop);
        while (!folder.stopAsked()) {
            Thread.sleep(5);
        }
        KeeperProcess.start(folder);

        assertThat(stop.get().orElseThrow().phase()).isInstanceOf(Phase.Stopped.class);
        assertThat(host.started()).isEmpty();
    }

    @Test
    void theStatusGoesFirst() throws IOException {
        Files.createDirectories(folder.file("not-empty").resolve("x"));
        folder.write(GuestStatus.claimed());

        assertThatThrownBy(folder::remove).isInstanceOf(IOException.class);
        assertThat(folder.file("status.json")).doesNotExist();
    }

    @Test
    void twoStartsAtOnceMakeOneGuest() throws IOException, Malformed, InterruptedException, ExecutionException {
        Path go = dir.resolve("go");
        GuestSpec spec = host.spec(
                host.qemu("say container-started; until [ -e " + go + " ]; do sleep 0.05; done; say container-ended"));
        FutureTask<Start> other = new FutureTask<>(() -> host.guests().start(spec, stage -> {}));
        Thread.ofPlatform().daemon().start(other);
        List<Start> starts = List.of(host.guests().start(spec, stage -> {}), other.get());
        Files.createFile(go);

        assertThat(starts).filteredOn(Start.Running.class::isInstance).hasSize(1);
        assertThat(starts).contains(new Start.NotStarted(new Reason.NameTaken("web")));
        host.guests().stop("web", Duration.ofSeconds(5));
    }

    private void claim(ProcessIdentity claimant) throws IOException {
        Files.createDirectories(folder.path());
        folder.write(host.spec(dir.resolve("qemu")));
        folder.write(new GuestStatus(
                new Phase.Starting(),
                Optional.of(claimant),
                List.of(),
                List.of(),
                Bytes.EMPTY,
                Bytes.EMPTY,
                Instant.EPOCH,
                0));
    }

    private Start start(String script) throws IOException, Malformed, InterruptedException {
        return host.guests().start(host.spec(host.qemu(script)), stage -> {});
    }
}
