package dev.cloister.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostToolTest {
    @TempDir
    Path folder;

    @Test
    void missingProgramNamesItsPackage() {
        assertThatThrownBy(() -> HostTool.find("tar2sqfs", "squashfs-tools-ng", List.of(folder)))
                .isInstanceOf(IOException.class)
                .hasMessage("tar2sqfs is not installed: it is in the Debian package squashfs-tools-ng");
    }

    @Test
    void onlyWhatCanBeRunIsFound() throws Exception {
        Files.writeString(folder.resolve("tool"), "");
        assertThatThrownBy(() -> HostTool.find("tool", "p", List.of(folder))).isInstanceOf(IOException.class);
    }

    @Test
    void environmentIsOurs() throws Exception {
        assertThat(script("env").run(List.of()).lines().map(line -> line.substring(0, line.indexOf('='))))
                .contains("LC_ALL", "SOURCE_DATE_EPOCH", "TZ", "PATH")
                .doesNotContain("HOME", "USER", "JAVA_HOME");
    }

    @Test
    void failureIsToldInTheProgramsLastWords() throws Exception {
        assertThatThrownBy(() -> script("echo one; echo disk full >&2; exit 3").run(List.of()))
                .isInstanceOf(IOException.class)
                .hasMessage("tool failed with exit code 3: disk full");
    }

    @Test
    void versions() throws Exception {
        assertThat(script("echo 'tar2sqfs (squashfs-tools-ng) 1.2.0'").version())
                .isEqualTo("1.2.0");
        assertThat(script("echo nothing").version()).isEqualTo("unknown");
    }

    private HostTool script(String body) throws IOException {
        Path file = folder.resolve("tool");
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return HostTool.find("tool", "p", List.of(folder));
    }
}
