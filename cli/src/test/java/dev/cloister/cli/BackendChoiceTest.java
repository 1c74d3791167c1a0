package dev.cloister.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.cli.BackendChoice.Chosen;
import dev.cloister.cli.BackendChoice.Name;
import dev.cloister.machine.Backend;
import dev.cloister.machine.host.SnpHost;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BackendChoiceTest {
    private static final List<SnpHost.Missing> NOTHING = List.of();
    private static final List<SnpHost.Missing> NO_SEV =
            List.of(new SnpHost.Missing("there is no /dev/sev", "x"), new SnpHost.Missing("y", "z"));

    @Test
    void hardwareIsTakenWhereThisHostHasIt() {
        assertThat(parse().choose(NOTHING, false).name()).isEqualTo(Name.SNP);
    }

    @Test
    void emulationIsSaidWithItsReason() {
        Chosen chosen = parse().choose(NO_SEV, false);

        assertThat(chosen.name()).isEqualTo(Name.EMULATED);
        assertThat(chosen.why()).contains("there is no /dev/sev").contains("cloister doctor");
    }

    @Test
    void anImageForTheEmulatedChipAloneIsNotPutOnHardware() {
        assertThat(parse().choose(NOTHING, true).name()).isEqualTo(Name.EMULATED);
    }

    /// Never something else than what was asked for: QEMU will say that this host has no SEV-SNP.
    @Test
    void whatIsAskedForIsTaken() {
        assertThat(parse("--backend", "snp").choose(NO_SEV, true).name()).isEqualTo(Name.SNP);
        assertThat(parse("--backend", "emulated").choose(NOTHING, false).name()).isEqualTo(Name.EMULATED);
    }

    @Test
    void anIdBlockIsForHardware() {
        assertThat(parse("--backend", "snp", "--id-block", "a").problem()).isEmpty();
        assertThat(parse("--id-block", "a").problem().orElseThrow()).contains("--backend snp");
        assertThat(parse("--backend", "emulated", "--id-block", "a").problem()).isPresent();
        assertThat(parse().problem()).isEmpty();
    }

    @Test
    void everyBackEndHasAWord() {
        assertThat(Stream.of(Backend.class.getPermittedSubclasses())
                        .map(kind -> kind.getSimpleName().toUpperCase(Locale.ROOT)))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Name.values()).map(Name::name).toList());
    }

    private static BackendChoice parse(String... words) {
        BackendChoice choice = new BackendChoice();
        new CommandLine(new Command(choice))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .parseArgs(words);
        return choice;
    }

    @CommandLine.Command
    private record Command(@CommandLine.Mixin BackendChoice backend) {}
}
