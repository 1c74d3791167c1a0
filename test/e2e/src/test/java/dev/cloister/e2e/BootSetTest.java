package dev.cloister.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The recipes' own tests, on the boot set that the flows boot.
class BootSetTest {
    @TempDir
    private Path folder;

    /// The functions of the recipes; no network, no guest.
    @Test
    void theRecipesKeepTheirWord() throws Exception {
        run("recipes");
    }

    /// Wrong kernel, initrd, command line or table, a foreign shim: the firmware's sentence, and the power goes off.
    @Test
    void theFirmwareRefusesWhatIsNotMeasured() throws Exception {
        List<String> set = builtSet();
        run("refuses", set.get(0), set.get(1));
    }

    /// Starts on a host that stops the guest again and again.
    @Test
    @Tag("nightly")
    void startsOnABusyHost() throws Exception {
        List<String> set = builtSet();
        run("survives", set.get(0), set.get(1), "20");
    }

    /// Folder of the boot set, and the QEMU that goes with it.
    private static List<String> builtSet() throws Exception {
        try (Home home = Home.fresh()) {
            List<String> lines =
                    home.cloister("bootset", "build").exits(0).out().lines().toList();
            return lines.subList(lines.size() - 2, lines.size());
        }
    }

    private void run(String name, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(Path.of(System.getProperty("cloister.root"), "bootset", "test", name)
                        .toString()));
        command.addAll(List.of(arguments));
        Path said = folder.resolve("said");
        ProcessBuilder script =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        script.environment().put("JAVA_HOME", System.getProperty("java.home"));
        int code = script.start().waitFor();
        assertThat(code).as(Files.readString(said)).isZero();
    }
}
