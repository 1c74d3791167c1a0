package dev.cloister.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class SilenceTest {

    private double cpu = 4;
    private double waited = 7;
    private double now = 100;
    private final Silence silence = new Silence(now, effort(false));

    private ProcessIdentity.Effort effort(boolean wants) {
        return new ProcessIdentity.Effort(cpu, waited, wants);
    }

    /// One look, `elapsed` seconds after the last.
    private void look(double elapsed, double computes, double waits, boolean wants) {
        now += elapsed;
        cpu += computes;
        waited += waits;
        silence.goesOn(now, effort(wants));
    }

    @Test
    void sleepingAndComputingCount() {
        for (int i = 0; i < 30; i++) {
            look(1, 0, 0, false);
            look(1, 1, 0, true);
        }
        assertThat(silence.seconds()).isCloseTo(60, within(1e-6));
        assertThat(silence.computedSeconds()).isCloseTo(30, within(1e-6));
        assertThat(silence.elapsedSeconds()).isCloseTo(60, within(1e-6));
    }

    /// Two processors for sixteen that want one.
    @Test
    void waitingForAProcessorDoesNot() {
        for (int i = 0; i < 60; i++) {
            look(1, 0.125, 0.875, true);
        }
        assertThat(silence.seconds()).isCloseTo(7.5, within(1e-6));
    }

    /// A limited control group: no thread waits in any queue, and none has a processor.
    @Test
    void neitherDoesBeingThrottled() {
        for (int i = 0; i < 60; i++) {
            look(1, 0.05, 0, true);
        }
        assertThat(silence.seconds()).isCloseTo(3, within(1e-6));
    }

    @Test
    void theTimeAWaitTookShowsOnlyAtItsEnd() {
        look(1, 0, 0, true);
        look(1, 0.1, 1.9, false);
        assertThat(silence.seconds()).isZero();
    }

    /// Several threads wait, and several compute, at once; and one takes its figures with it when it ends.
    @Test
    void noLookCountsMoreThanItsTime() {
        look(1, 2, 0, true);
        look(1, 0, 3, false);
        look(1, 0, -7, false);
        assertThat(silence.seconds()).isCloseTo(2, within(1e-6));
    }

    /// Whoever looks may have been stopped, with the whole host even.
    @Test
    void aLateLookCountsLittle() {
        look(3600, 0, 0, false);
        assertThat(silence.seconds()).isCloseTo(5, within(1e-6));
        assertThat(silence.worthALook(now + 0.9)).isFalse();
        assertThat(silence.worthALook(now + 1)).isTrue();
    }

    @Test
    void effortOfARealProcess() throws IOException, InterruptedException {
        Process sleeps = new ProcessBuilder("sleep", "60").start();
        Process spins = new ProcessBuilder("sh", "-c", "while :; do :; done").start();
        try {
            ProcessIdentity sleeping = ProcessIdentity.of(sleeps.pid());
            ProcessIdentity spinning = ProcessIdentity.of(spins.pid());
            while (spinning.effort().cpuSeconds() < 0.1 || sleeping.effort().wantsProcessor()) {
                Thread.sleep(20);
            }
            assertThat(spinning.effort().wantsProcessor()).isTrue();
            assertThat(spinning.effort().waitedSeconds()).isGreaterThanOrEqualTo(0);
        } finally {
            sleeps.destroyForcibly().waitFor();
            spins.destroyForcibly().waitFor();
        }
        ProcessIdentity gone = new ProcessIdentity(sleeps.pid(), 1, "none");
        assertThat(gone.effort()).isEqualTo(new ProcessIdentity.Effort(0, 0, false));
    }
}
