package dev.cloister.machine.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.machine.RealQemu;
import dev.cloister.machine.TestHost;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KvmTrialTest {

    @TempDir
    private Path dir;

    /// The same guest under emulation: it is right, so where it fails KVM is to blame.
    @Test
    void theTrialGuestReachesItsMarker() throws IOException, InterruptedException {
        assertThat(KvmTrial.run(RealQemu.find(), "tcg", "max", Duration.ofSeconds(30)))
                .isEqualTo(new KvmTrial.Outcome(Optional.empty()));
    }

    /// A processor without 64-bit mode stands for a KVM that runs real mode only.
    @Test
    void realModeAloneIsNotEnough() throws IOException, InterruptedException {
        KvmTrial.Outcome outcome = KvmTrial.run(RealQemu.find(), "tcg", "qemu32", Duration.ofSeconds(30));

        assertThat(outcome.works()).isFalse();
    }

    @Test
    void aGuestThatHangsIsEnded() throws IOException, InterruptedException {
        KvmTrial.Outcome outcome = KvmTrial.run(qemu("exec sleep 60"), Duration.ofMillis(300));

        assertThat(outcome.problem().orElseThrow()).contains("hangs under KVM");
    }

    @Test
    void whatQemuSaysIsTheReason() throws IOException, InterruptedException {
        KvmTrial.Outcome outcome = KvmTrial.run(
                qemu(
                        "echo 'qemu-system-x86_64: warning: x'; echo 'qemu-system-x86_64: error: no \033[31mMSR' >&2; exit 134"),
                Duration.ofSeconds(20));

        assertThat(outcome.problem())
                .contains(
                        "a trial guest does not run under KVM: QEMU ended with exit code 134 and said: error: no MSR");
    }

    @Test
    void theMarkerWithoutTheExitCodeIsNotEnough() throws IOException, InterruptedException {
        assertThat(KvmTrial.run(qemu("echo KVM-OK; exit 0"), Duration.ofSeconds(20))
                        .works())
                .isFalse();
        assertThat(KvmTrial.run(qemu("exit 67"), Duration.ofSeconds(20)).works())
                .isFalse();
        assertThat(KvmTrial.run(qemu("echo KVM-OK; exit 67"), Duration.ofSeconds(20))
                        .works())
                .isTrue();
    }

    private Path qemu(String script) throws IOException {
        return TestHost.executable(dir.resolve("qemu"), "#!/bin/sh\n" + script + "\n");
    }
}
