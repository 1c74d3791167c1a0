package dev.cloister.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.cli.home.Home;
import dev.cloister.cli.home.HomeBroker;
import dev.cloister.cli.home.Install;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrillFolderTest {
    @TempDir
    private Path folder;

    @Test
    void whatAKilledDrillLeftIsFoundAndWhatOneWorksInIsNot() throws Exception {
        Workspace workspace = new Workspace(new HomeBroker(Home.in(folder), new Install(folder)), Screen.of(true));
        DrillFolder live = DrillFolder.make(workspace);
        Path killed = Files.createTempDirectory("cloister-drill-");
        AtWork.in(killed).close(); // a lock goes with its process
        Files.createDirectories(killed.resolve("state/guests"));

        assertThat(DrillFolder.abandoned()).contains(killed).doesNotContain(live.path());

        DrillFolder.of(killed, workspace).remove();
        live.remove();
        assertThat(killed).doesNotExist();
        assertThat(live.path()).doesNotExist();
    }
}
