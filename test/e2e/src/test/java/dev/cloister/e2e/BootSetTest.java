package dev.cloister.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Digests;
import dev.cloister.bytes.JsonFields;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The recipes' own tests, on the boot set that the flows boot.
class BootSetTest {
    private static final String AGENT =
            Home.CHECKOUT.resolve("agent/target/lib").toString();

    @TempDir
    private Path folder;

    /// The functions of the recipes; no network, no guest.
    @Test
    void theRecipesKeepTheirWord() throws Exception {
        run("recipes");
    }

    /// What lies in the measured initrd is read and unpacked in every start.
    @Test
    void theInitrdIsLean() throws Exception {
        run("lean", builtSet().get(0));
    }

    /// Wrong kernel, initrd, command line or table, a foreign shim: the firmware's sentence, and the power goes off.
    @Test
    void theFirmwareRefusesWhatIsNotMeasured() throws Exception {
        List<String> set = builtSet();
        run("refuses", set.get(0), set.get(1));
    }

    /// ACPI tables with code, option ROMs, another machine: nothing of the host's runs in the guest.
    @Test
    void theGuestRunsNothingThatItsHostHandsIt() throws Exception {
        List<String> set = builtSet();
        run("ignores", set.get(0), set.get(1));
    }

    /// A second build, by another user, on one processor, in another place: equal bytes.
    @Test
    void somebodyElseGetsTheSameInitrd() throws Exception {
        run("reproduces", builtSet().get(0), Home.cache().toString(), AGENT);
    }

    @Test
    @Tag("nightly")
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void somebodyElseGetsTheSameFirmware() throws Exception {
        run("reproduces", builtSet().get(0), Home.cache().toString(), AGENT, "firmware");
    }

    @Test
    @Tag("nightly")
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void theLockGivesTheSameSetAgain() throws Exception {
        try (Home home = Home.fresh()) {
            JsonFields answer = home.start("bootset", "verify", "--json")
                    .end(Duration.ofMinutes(40))
                    .exits(0)
                    .json();
            assertThat(answer.flag("reproduced") && answer.flag("firmwareRebuilt"))
                    .isTrue();
        }
    }

    @Test
    @Tag("nightly")
    void aNewLockNamesTheSameThings() throws Exception {
        builtSet();
        run("relocks", Home.cache().toString());
    }

    /// By the command that the documentation names; the committed list stays as it is.
    @Test
    @Tag("nightly")
    void theClassListCanBeMadeAnew() throws Exception {
        builtSet();
        Path list = folder.resolve("classlist");
        run("../make-classlist", Home.cache().toString(), list.toString());
        assertThat(Files.readAllLines(list))
                .hasSizeGreaterThan(1000)
                .anyMatch(line -> line.startsWith("dev/cloister/agent/Main"));
    }

    @Test
    void aDifferenceIsTracedToItsPackage() throws Exception {
        Path set = Path.of(builtSet().get(0));
        Path other = folder.resolve("other.json");
        String manifest = Files.readString(set.resolve("manifest.json"));
        Matcher initrd =
                Pattern.compile("\"initrd\": \\{\"sha256\": \"([0-9a-f]{64})").matcher(manifest);
        Matcher libssl = Pattern.compile(
                        "\"name\": \"libssl3\".*?\"version\": \"([^\"]*)\".*?\"sha256\": \"([0-9a-f]{64})")
                .matcher(manifest);
        assertThat(initrd.find() && libssl.find()).isTrue();
        Files.writeString(
                other,
                manifest.replace(initrd.group(1), "0".repeat(64))
                        .replace(libssl.group(1), "9.9.9-1")
                        .replace(libssl.group(2), "1".repeat(64)));
        try (Home home = Home.fresh()) {
            home.cloister("bootset", "diff", set.toString(), other.toString())
                    .exits(1)
                    .says("libssl3 deb: " + libssl.group(1) + " -> 9.9.9-1")
                    .says("Measurement, profile hardware: differs");
            home.cloister(
                            "bootset",
                            "diff",
                            set.toString(),
                            set.getFileName().toString().substring(0, 12))
                    .exits(0)
                    .says("Measurement, profile emulated: the same");
        }
    }

    @Test
    void whatIsShownIsWhatLiesThere() throws Exception {
        Path set = Path.of(builtSet().get(0));
        try (Home home = Home.fresh()) {
            JsonFields shown =
                    home.cloister("bootset", "show", "--json").exits(0).json();
            assertThat(shown.text("folder")).isEqualTo(set.toString());
            assertThat(shown.objects("measurements")).hasSize(8);
            for (JsonFields file : shown.objects("files")) {
                assertThat(Digests.sha256(set.resolve(file.text("name"))).hex()).isEqualTo(file.text("sha256"));
                assertThat(Files.size(set.resolve(file.text("name")))).isEqualTo(file.number("size"));
            }
            assertThat(home.cloister("bootset", "sbom").exits(0).out())
                    .isEqualTo(Files.readString(set.resolve("sbom.cdx.json")));
        }
    }

    /// Starts on a host that stops the guest again and again.
    @Test
    @Tag("nightly")
    @Timeout(value = 1, unit = TimeUnit.HOURS)
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
