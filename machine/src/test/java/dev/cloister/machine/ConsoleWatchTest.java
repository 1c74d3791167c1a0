package dev.cloister.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleWatchTest {

    private final ConsoleWatch watch = new ConsoleWatch();

    @Test
    void linesSayWhatHappened() {
        assertThat(ConsoleLine.of("cloister: stage attested 4.51")).isEqualTo(new ConsoleLine.StageReached("attested"));
        assertThat(ConsoleLine.of("[ 1.0] x cloister: stage image-open 4.51"))
                .isEqualTo(new ConsoleLine.StageReached("image-open"));
        assertThat(ConsoleLine.of("cloister: end refused refused, case 12"))
                .isEqualTo(new ConsoleLine.End("refused", "refused, case 12"));
        assertThat(ConsoleLine.of("BOOT REFUSED: cmdline")).isEqualTo(new ConsoleLine.Refused("cmdline"));
        assertThat(ConsoleLine.of("BOOT REFUSED: machine")).isEqualTo(new ConsoleLine.Refused("machine"));
        assertThat(ConsoleLine.of("BOOT REFUSED: acpi")).isEqualTo(new ConsoleLine.Refused("acpi"));
        assertThat(new Reason.BootRefused("acpi").sentence()).contains("processors");
        assertThat(new Reason.BootRefused("machine").sentence()).contains("the kind of machine");
        assertThat(ConsoleLine.of("BdsDxe: No bootable option or device was found."))
                .isEqualTo(new ConsoleLine.Refused("table"));
        assertThat(ConsoleLine.of("[ 2.1] Kernel panic - not syncing: dm-verity device corrupted"))
                .isEqualTo(new ConsoleLine.ImageCorrupted());
        assertThat(ConsoleLine.of("Kernel panic - not syncing: Oops")).isEqualTo(new ConsoleLine.Panic("Oops"));
        assertThat(ConsoleLine.of("cloister: end container-ended the container has ended"))
                .isInstanceOf(ConsoleLine.Other.class);
        assertThat(ConsoleLine.of("cloister: stage UPPER 1")).isInstanceOf(ConsoleLine.Other.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    \\033[2J\\033[01;01H\\033[=3hcloister: stage userspace | cloister: stage userspace
                    a\\007b\\rc\\177d                                        | abcd
                    \\033                                                    | ''
                    \\033[                                                   | ''
                    x\\0339y                                                 | xy
                    """)
    void controlCharactersAreTakenOut(String raw, String clean) {
        String text = raw.replace("\\033", "\u001b")
                .replace("\\007", "\u0007")
                .replace("\\177", "\u007f")
                .replace("\\r", "\r");
        assertThat(ConsoleText.clean(text)).isEqualTo(clean);
    }

    @Test
    void longLinesAreCut() {
        assertThat(ConsoleText.clean("x".repeat(5000))).hasSize(ConsoleText.MAX_LINE);
    }

    @Test
    void theFirstReasonStands() {
        say("cloister: end no-answer no answer from the broker");
        say("Kernel panic - not syncing: Attempted to kill init!");

        assertThat(watch.phaseAfterExit(0, false))
                .isEqualTo(new Phase.Failed(new Reason.AgentEnd("no-answer", "no answer from the broker")));
        assertThat(watch.worthAnotherTry()).isFalse();
        assertThat(watch.leaving()).isTrue();
    }

    @Test
    void aPanicIsTriedAgainOnlyBeforeTheAgentSpoke() {
        say("cloister: stage modules-loaded 2.0");
        say("Kernel panic - not syncing: Oops");
        assertThat(watch.worthAnotherTry()).isTrue();
        assertThat(watch.agentSpoke()).isFalse();

        ConsoleWatch later = new ConsoleWatch();
        later.accept("", ConsoleLine.of("cloister: stage init-data-checked 3.0"), 1, 1);
        later.accept("", ConsoleLine.of("Kernel panic - not syncing: Oops"), 1, 1);
        assertThat(later.agentSpoke()).isTrue();
        assertThat(later.worthAnotherTry()).isFalse();
    }

    @Test
    void stagesCountOnceAndAreBounded() {
        say("cloister: stage attested 1");
        say("cloister: stage attested 2");
        assertThat(watch.stages()).hasSize(1);
        for (char c = 'a'; c <= 'z'; c++) {
            for (char d = 'a'; d <= 'z'; d++) {
                say("cloister: stage x" + c + d + " 1");
            }
        }
        assertThat(watch.stages()).hasSize(64);
    }

    @Test
    void howItEnds() {
        assertThat(watch.phaseWhileRunning()).isInstanceOf(Phase.Starting.class);
        say("cloister: stage container-started 5");
        assertThat(watch.phaseWhileRunning()).isInstanceOf(Phase.Running.class);
        say("last words");
        assertThat(watch.phaseAfterExit(1, false)).isEqualTo(new Phase.Failed(new Reason.QemuGone(1, "last words")));
        assertThat(watch.phaseAfterExit(1, true)).isInstanceOf(Phase.Stopped.class);
        say("cloister: stage container-ended 6");
        assertThat(watch.phaseAfterExit(0, false)).isInstanceOf(Phase.Finished.class);
    }

    private void say(String line) {
        watch.accept(line, ConsoleLine.of(line), 1.5, 1.2);
    }
}
