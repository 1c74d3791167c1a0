package dev.cloister.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.cli.DemoPlan.Part;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoPlanTest {
    @TempDir
    Path folder;

    private DemoPlan plan(boolean built, boolean firmware) throws Exception {
        return DemoPlan.of(folder.resolve("times.json"), built, firmware);
    }

    @Test
    void saysWhatTheCacheSaves() throws Exception {
        assertThat(plan(false, false).announcement())
                .isEqualTo("This takes about 3.5 minutes, most of it for what is built once; later about 19 s.");
        assertThat(plan(false, true).announcement())
                .contains("59 s, most of it")
                .contains("later about 19 s");
        assertThat(plan(true, true).announcement()).isEqualTo("This takes about 19 s.");
    }

    @Test
    void eachStepSaysWhatIsLeft() throws Exception {
        DemoPlan plan = plan(true, true);
        assertThat(plan.heading(Part.IMAGE)).startsWith("[1/5] sample image: ").endsWith("; about 19 s left");
        plan.done(Part.IMAGE, 100);
        assertThat(plan.heading(Part.PROTECT)).startsWith("[2/5] protect: ").endsWith("; about 17 s left");
        plan.done(Part.PROTECT, 0.2);
        plan.done(Part.RUN, 30);
        plan.done(Part.FETCH, 1);
        assertThat(plan.heading(Part.VERIFY)).startsWith("[5/5] verify: ").endsWith("; about 1 s left");
    }

    @Test
    void theNextOneExpectsWhatThisOneTook() throws Exception {
        DemoPlan plan = plan(true, true);
        plan.done(Part.RUN, 31.4);
        plan.done(Part.FETCH, 0.01);
        plan.keep();
        assertThat(plan(true, true).announcement()).isEqualTo("This takes about 39 s.");
        assertThat(plan(false, false).announcement()).contains("4 minutes").contains("later about 39 s");
    }

    @Test
    void aFileThatCannotBeReadSaysNothing() throws Exception {
        Files.writeString(folder.resolve("times.json"), "{\"RUN\": -4}");
        assertThat(plan(true, true).announcement()).contains("19 s");
        Files.writeString(folder.resolve("times.json"), "{");
        assertThat(plan(true, true).announcement()).contains("19 s");
    }

    @ParameterizedTest
    @CsvSource({"1, 1 s", "119, 119 s", "120, 2 minutes", "130, 2 minutes", "140, 2.5 minutes", "300, 5 minutes"})
    void secondsInWords(long seconds, String words) {
        assertThat(DemoPlan.words(seconds)).isEqualTo(words);
    }

    @Test
    void theReadmesSessionEndsAsTheDemoDoes() throws Exception {
        assertThat(Path.of("../README.md")).content().contains("/  " + Demo.WAITS + "\n```\n");
    }
}
