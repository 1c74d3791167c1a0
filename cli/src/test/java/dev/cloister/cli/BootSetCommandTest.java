package dev.cloister.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class BootSetCommandTest {
    @RegisterExtension
    private final CommandLineRun command = new CommandLineRun();

    @TempDir
    private Path folder;

    private Path set(String name, String kernel) throws IOException {
        Path set = Files.createDirectories(folder.resolve(name));
        Files.writeString(set.resolve("firmware.fd"), "firmware");
        Files.writeString(set.resolve("vmlinuz"), kernel);
        Files.writeString(set.resolve("initrd"), "initrd");
        Files.writeString(set.resolve("manifest.json"), """
                {"format": 1, "firmware": {%s}, "kernel": {%s, "version": "6.12"}, "initrd": {%s},
                 "cmdline": {"emulated": "quiet", "hardware": "quiet"},
                 "inputs": [], "recipes": [], "agent": [], "notLocked": [], "key": "%s"}
                """.formatted(
                        described(set.resolve("firmware.fd")),
                        described(set.resolve("vmlinuz")),
                        described(set.resolve("initrd")),
                        "ab".repeat(16)));
        return set;
    }

    private static String described(Path file) throws IOException {
        return "\"sha256\": \"" + Digests.sha256(file).hex() + "\", \"size\": " + Files.size(file);
    }

    private int diff(Path a, Path b) {
        return command.run(
                "bootset",
                "diff",
                a.toString(),
                b.toString(),
                "--home",
                folder.resolve("home").toString());
    }

    @Test
    void differsInWhatDiffers() throws IOException {
        Path a = set("a", "kernel");
        assertThat(diff(a, set("same", "kernel"))).isZero();
        assertThat(diff(a, set("b", "other"))).isEqualTo(Exit.REFUSED);
        assertThat(command.out()).contains("differs  vmlinuz");
    }

    /// A manifest that tells of other files than those beside it convinces nobody.
    @Test
    void theFilesOfAFolderAreHashed() throws IOException {
        Path a = set("a", "kernel");
        Path b = set("b", "kernel");
        Files.writeString(b.resolve("vmlinuz"), "kernel of another");

        assertThat(diff(a, b)).isEqualTo(Exit.MALFORMED);
        assertThat(command.err()).contains("vmlinuz").contains("the file has SHA-256");
        assertThat(diff(a, b.resolve("manifest.json"))).isZero();
    }
}
