package dev.cloister.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.machine.GuestSpec;
import dev.cloister.machine.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// However a real guest ends, the reason is its own, and its name, port and processes are free or accounted for.
@Timeout(20 * 60)
class EndsTest {
    private static final JsonObject NOTHING = Json.object().build();

    private static WebGuest web;

    /// One good start: what the others are made from.
    @BeforeAll
    static void protect() throws Exception {
        web = WebGuest.startedOnce();
    }

    @AfterAll
    static void close() throws IOException {
        web.close();
    }

    @Test
    void anotherKernelThanTheMeasuredOne() throws Exception {
        Path initrd = spec("x").bootSet().resolve("initrd");
        assertThat(web.notStarted(withQemu("-kernel '" + initrd.resolveSibling("vmlinuz") + "' -initrd '"
                        + initrd.resolveSibling("busybox") + "'")))
                .isEqualTo(new Reason.BootRefused("initrd"))
                .satisfies(reason -> assertThat(reason.exitCode()).isEqualTo(1))
                .satisfies(reason -> assertThat(reason.sentence())
                        .isEqualTo("the firmware refused to boot: the initrd is not the measured one"));
        assertThat(web.notStarted(withQemu("-append 'console=ttyS0 init=/bin/sh'")))
                .isEqualTo(new Reason.BootRefused("cmdline"));
    }

    /// A command line that is measured and does not boot: the kernel falls, once more, and that is the end.
    @Test
    void aKernelThatPanics() throws Exception {
        GuestSpec good = spec("x");
        Path bootSet = Files.createDirectory(web.home().folder().resolve("panics"));
        for (String name : List.of("firmware.fd", "vmlinuz", "initrd", "busybox")) {
            Files.createSymbolicLink(bootSet.resolve(name), good.bootSet().resolve(name));
        }
        String manifest = Files.readString(good.bootSet().resolve("manifest.json"));
        Files.writeString(
                bootSet.resolve("manifest.json"),
                manifest.replace("console=ttyS0", "rdinit=/none root=/none console=ttyS0"));

        Reason reason = web.notStarted(
                spec("panics", Json.object().put("bootSet", bootSet.toString()).build()));

        assertThat(reason).isInstanceOf(Reason.KernelPanic.class);
        assertThat(reason.sentence()).startsWith("the guest's kernel gave up: ");
        assertThat(reason.exitCode()).isEqualTo(70);
        assertThat(Files.readString(folder("panics").resolve("keeper.log"))).containsOnlyOnce("one more try");
    }

    @Test
    void aQemuThatCannotStart() throws Exception {
        Reason reason = web.notStarted(withQemu("-device no-such-device"));

        assertThat(reason).isInstanceOf(Reason.QemuGone.class);
        assertThat(reason.sentence()).contains("exit code 1").contains("no-such-device");
        assertThat(reason.exitCode()).isEqualTo(69);
    }

    @Test
    void aQemuThatIsKilledOnItsWay() throws Exception {
        FutureTask<Reason> start = new FutureTask<>(() -> web.notStarted(spec("killed", NOTHING)));
        Thread.ofPlatform().daemon().start(start);
        ProcessHandle qemu = awaitQemu("killed");
        Thread.sleep(1500);
        qemu.destroyForcibly();

        assertThat(start.get().sentence()).startsWith("somebody ended QEMU (signal 9); last line: ");
        assertThat(start.get().exitCode()).isEqualTo(69);
        assertThat(web.home().processes("killed")).isEmpty();
    }

    /// Sixty seconds of a guest that does nothing, as a kernel does that waits for ever.
    @Test
    @Tag("nightly")
    void aQemuThatStandsStill() throws Exception {
        FutureTask<Reason> start = new FutureTask<>(() -> web.notStarted(spec("still", NOTHING)));
        Thread.ofPlatform().daemon().start(start);
        ProcessHandle qemu = awaitQemu("still");
        new ProcessBuilder("kill", "-STOP", Long.toString(qemu.pid())).start().waitFor();
        long before = System.nanoTime();

        assertThat(start.get()).isInstanceOf(Reason.NoAgentMessage.class);
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofSeconds(55), Duration.ofSeconds(90));
        assertThat(start.get().sentence()).contains("of which QEMU computed");
    }

    @Test
    void afterQemuIsKilled() throws Exception {
        int port = freePort();
        web.run("web", "-p", port + ":80").exits(0);
        kill(List.of(awaitQemu("web")));

        awaitState("web", "failed", "qemu-gone");
        assertThat(free(port)).isTrue();
        web.home().cloister("stop", "web").exits(0).says("failed");
        web.run("web").exits(64).says("there is a guest named web already").says("remedy: `cloister stop --rm web`");
        web.home().cloister("stop", "--rm", "web").exits(0);
        assertThat(states()).doesNotContain("web failed qemu-gone");
    }

    @Test
    void afterTheKeeperIsKilled() throws Exception {
        int port = freePort();
        web.run("kept", "-p", port + ":80").exits(0);
        ProcessHandle qemu = awaitQemu("kept");
        web.home().processes("Keeper").forEach(ProcessHandle::destroyForcibly);
        qemu.onExit().join();

        awaitState("kept", "failed", "keeper-gone");
        assertThat(free(port)).isTrue();
        web.home().cloister("stop", "--rm", "kept").exits(0).says("failed");
        web.run("kept", "-p", port + ":80").exits(0);
        web.home().cloister("stop", "--rm", "--grace", "0", "kept").exits(0);
    }

    @Test
    void afterTheBrokerIsKilled() throws Exception {
        web.run("served").exits(0);
        kill(web.home().processes("dev.cloister.broker"));

        awaitState("served", "running", "");
        web.run("served").exits(64).says("there is a guest named served already");
        web.run("again").exits(0);
        web.home().cloister("stop", "--rm", "--grace", "0", "served", "again").exits(0);
    }

    private static GuestSpec spec(String name) throws Exception {
        return spec(name, NOTHING);
    }

    private static GuestSpec spec(String name, JsonObject changed) throws Exception {
        return web.spec("good", name, changed);
    }

    private static GuestSpec withQemu(String arguments) throws Exception {
        Path script =
                web.qemu("qemu-" + Bytes.utf8(arguments).hashCode(), spec("x").qemu(), arguments);
        return spec("odd", Json.object().put("qemu", script.toString()).build());
    }

    private static Path folder(String name) {
        return web.home().state().resolve("guests").resolve(name);
    }

    /// While it starts, others show its command line for a moment: who executes it, and what it forks.
    private static ProcessHandle awaitQemu(String name) throws InterruptedException {
        List<ProcessHandle> found = List.of();
        for (int i = 0; i < 600 && found.size() != 1; i++) {
            Thread.sleep(50);
            found = ProcessHandle.allProcesses()
                    .filter(process -> {
                        String line = process.info().commandLine().orElse("");
                        return process.info().command().orElse("").contains("qemu-system")
                                && line.contains("-name " + name + " ")
                                && line.contains(web.home().folder().toString());
                    })
                    .toList();
        }
        assertThat(found).as("QEMU of " + name).hasSize(1);
        return found.getFirst();
    }

    /// As `kill -9`, and until it is done.
    private static void kill(List<ProcessHandle> processes) {
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
    }

    private static List<String> states() throws Exception {
        JsonFields all = web.home().cloister("ps", "--json").exits(0).json();
        List<String> states = new ArrayList<>();
        for (JsonFields guest : all.objects("guests")) {
            states.add(guest.text("name") + " " + guest.text("state") + " " + guest.text("reason"));
        }
        return states;
    }

    private static void awaitState(String name, String state, String reason) throws Exception {
        String wanted = name + " " + state + " " + reason;
        for (int i = 0; i < 20 && !states().contains(wanted); i++) {
            Thread.sleep(200);
        }
        assertThat(states()).contains(wanted);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
