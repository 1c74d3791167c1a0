package dev.cloister.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What keeps a guest from running and is known before anything is started.
class PreflightTest {

    @TempDir
    private Path dir;

    private TestHost host;

    @BeforeEach
    void setUp() throws IOException {
        host = new TestHost(dir);
    }

    @Test
    void portInUse() throws IOException, Malformed, InterruptedException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();
            Reason reason = reason(host.spec(host.qemu(""), new PublishedPort(port, 80)));

            assertThat(reason).isEqualTo(new Reason.PortTaken(port));
            assertThat(reason.sentence()).contains("port " + port + " of this host is in use");
            assertThat(reason.exitCode()).isEqualTo(69);
        }
        assertThat(host.started()).isEmpty();
    }

    @Test
    void qemuMissing() throws IOException, Malformed, InterruptedException {
        Path nowhere = dir.resolve("nowhere");
        Reason reason = reason(host.spec(nowhere));

        assertThat(reason).isEqualTo(new Reason.QemuMissing(nowhere.toString()));
        assertThat(reason.remedy()).contains("`cloister bootset build`");
    }

    @Test
    void qemuTooOld() throws IOException, Malformed, InterruptedException {
        Path old = TestHost.executable(
                dir.resolve("old"), "#!/bin/sh\necho 'QEMU emulator version 7.2.22 (Debian 1:7.2)'\n");
        Reason reason = reason(host.spec(old));

        assertThat(reason).isEqualTo(new Reason.QemuTooOld("7.2.22"));
        assertThat(reason.sentence()).isEqualTo("QEMU 10 or newer is needed, this is 7.2.22");
    }

    @Test
    void notAQemuAtAll() throws IOException, Malformed, InterruptedException {
        Path other = TestHost.executable(dir.resolve("other"), "#!/bin/sh\nprintf 'hello\\033[31m\\n'\n");
        assertThat(reason(host.spec(other))).isEqualTo(new Reason.QemuTooOld("one that says: hello"));
    }

    @Test
    void imageMissing() throws IOException, Malformed, InterruptedException {
        Files.delete(dir.resolve("root.img"));
        assertThat(reason(host.spec(host.qemu(""))).sentence())
                .isEqualTo("there is no file " + dir.resolve("root.img"));
    }

    @Test
    void netcatIsTheBootSetsOwnFirst() throws IOException {
        assertThat(HostTools.netcat(host.bootSet)).containsExactly(host.bootSet + "/busybox", "nc");
    }

    private Reason reason(GuestSpec spec) throws IOException, Malformed, InterruptedException {
        Start start = host.guests().start(spec, stage -> {});
        assertThat(start).isInstanceOf(Start.NotStarted.class);
        assertThat(host.guests().list()).isEmpty();
        return ((Start.NotStarted) start).reason();
    }
}
