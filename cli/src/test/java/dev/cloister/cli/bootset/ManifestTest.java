package dev.cloister.cli.bootset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Malformed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestTest {
    static final String GOOD = """
            {"format": 1,
             "firmware": {"sha256": "%1$s", "size": 4194304},
             "kernel": {"sha256": "%1$s", "size": 11, "version": "6.12.117"},
             "initrd": {"sha256": "%1$s", "size": 33},
             "cmdline": {"emulated": "quiet fast", "hardware": "quiet"},
             "inputs": [
              {"name": "edk2", "kind": "debian", "stages": "firmware", "version": "2025.02-8+deb13u1", "size": 5,
               "sha256": "%1$s", "licences": ["BSD-2-Clause-Patent"]},
              {"name": "edk2", "kind": "orig", "stages": "firmware", "version": "2025.02-8+deb13u1", "size": 5,
               "sha256": "%1$s", "licences": []},
              {"name": "gcc-12", "kind": "tool", "stages": "firmware", "version": "12.2.0-14", "size": 5,
               "sha256": "%1$s", "licences": []},
              {"name": "libssl3", "kind": "deb", "stages": "tree,qemu", "version": "3.0.22-1~deb12u2", "size": 5,
               "sha256": "%1$s", "licences": ["Apache-2.0", "Artistic"]},
              {"name": "linux-image-6.12.117-cloud", "kind": "deb", "stages": "kernel", "version": "6.12.117-1",
               "size": 5, "sha256": "%1$s", "licences": []},
              {"name": "jdk", "kind": "jdk", "stages": "jre,initrd", "version": "25.0.3+9-LTS", "size": 5,
               "sha256": "%1$s", "licences": []}
             ],
             "recipes": [
              {"name": "stage/common.sh", "stage": "firmware", "sha256": "%1$s"},
              {"name": "stage/common.sh", "stage": "initrd", "sha256": "%1$s"},
              {"name": "init", "stage": "initrd", "sha256": "%1$s"}
             ],
             "agent": [{"name": "agent-0.1.0.jar", "sha256": "%1$s"}],
             "notLocked": [],
             "key": "abcd"}
            """.formatted("5a".repeat(32));

    @TempDir
    private Path folder;

    static Manifest parse(String text) throws Malformed {
        return Manifest.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void isReadFromItsFolderOrByItself() throws Exception {
        Path file = folder.resolve(Manifest.NAME);
        Files.writeString(file, GOOD);

        assertThat(Manifest.read(folder)).isEqualTo(Manifest.read(file)).satisfies(manifest -> {
            assertThat(manifest.locked()).isTrue();
            assertThat(manifest.inputs().get(3).stages()).containsExactly("tree", "qemu");
            assertThat(manifest.inputs().get(3).licences()).containsExactly("Apache-2.0", "Artistic");
            assertThat(manifest.files())
                    .extracting(Manifest.BootFile::name)
                    .containsExactly("firmware.fd", "vmlinuz", "initrd");
        });
    }

    @Test
    void anInputThatIsNotTheLocksIsTold() throws Exception {
        Manifest other = parse(GOOD.replace(
                "\"notLocked\": []",
                "\"notLocked\": [{\"name\": \"libssl3\", \"version\": \"3.0.23\", \"locked\": \"3.0.22\"}]"));

        assertThat(other.locked()).isFalse();
        assertThat(other.notLocked()).containsExactly(new Manifest.NotLocked("libssl3", "3.0.23", "3.0.22"));
    }

    @Test
    void isReadStrictly() {
        assertMalformed(GOOD.replace("\"format\": 1", "\"format\": 2"), "format");
        assertMalformed(GOOD.replace("\"key\"", "\"keys\""), "key: is missing");
        assertMalformed(GOOD.replace("\"kind\": \"jdk\", ", ""), "kind: is missing");
        assertMalformed(GOOD.replace("\"stage\": \"initrd\"", "\"stage\": \"initrd\", \"more\": 1"), "more");
        assertMalformed(GOOD.replace("{\"sha256\": \"5a", "{\"sha256\": \"5a5a"), "must be 32 bytes");
        assertMalformed(GOOD.substring(0, GOOD.length() / 2), "manifest.json");
    }

    private static void assertMalformed(String text, String sentence) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(Malformed.class).hasMessageContaining(sentence);
    }
}
