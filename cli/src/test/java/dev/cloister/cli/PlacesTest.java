package dev.cloister.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.cli.home.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacesTest {
    @TempDir
    private Path folder;

    @Test
    void homeIsWhereThePlatformKeepsThings() {
        Home plain = Home.of(Map.of("HOME", "/u/ada"));
        assertThat(plain.state()).isEqualTo(Path.of("/u/ada/.local/state/cloister"));
        assertThat(plain.cache()).isEqualTo(Path.of("/u/ada/.cache/cloister"));

        Home named =
                Home.of(Map.of("HOME", "/u/ada", "XDG_STATE_HOME", "/var/s", "XDG_CACHE_HOME", "relative is ignored"));
        assertThat(named.state()).isEqualTo(Path.of("/var/s/cloister"));
        assertThat(named.cache()).isEqualTo(Path.of("/u/ada/.cache/cloister"));
    }

    @Test
    void homeOptionHoldsBoth() throws IOException {
        Home home = Home.in(folder.resolve("h")).create();

        assertThat(home.cache()).isEqualTo(folder.resolve("h/cache")).isDirectory();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.state())))
                .isEqualTo("rwx------");
    }

    @ParameterizedTest
    @CsvSource({"samples/web, web", "My_Image.tar, my-image", "a.sealed, a", "..x.., x", "___, image", "web.oci, web"})
    void namesAreLabels(String path, String name) {
        assertThat(SealedPlace.name(Path.of(path))).isEqualTo(name);
    }

    @Test
    void namesAreShort() {
        assertThat(SealedPlace.name(Path.of("x".repeat(39) + "-yz"))).isEqualTo("x".repeat(39));
    }

    @Test
    void theSealedImageLiesBesideTheImage() {
        assertThat(SealedPlace.beside(Path.of("/srv/samples/web/"))).isEqualTo(Path.of("/srv/samples/web.sealed"));
    }

    @Test
    void tablesStandInColumns() {
        assertThat(Table.lines(List.of(List.of("NAME", "STATE"), List.of("longer-name", "x"))))
                .containsExactly("NAME         STATE", "longer-name  x");
    }

    @ParameterizedTest
    @CsvSource({"0, 0 B", "999, 999 B", "1000, 1.0 kB", "58800000, 58.8 MB", "1200000000000, 1.2 TB"})
    void sizesAreReadable(long bytes, String text) {
        assertThat(Sizes.text(bytes)).isEqualTo(text);
    }

    @Test
    void countsCpuSecondsOfThisProcess() {
        double before = CpuTime.ofSelf();
        long sum = 0;
        while (CpuTime.ofSelf() - before < 0.05) {
            sum += Long.numberOfLeadingZeros(sum + System.nanoTime());
        }
        assertThat(CpuTime.ofTree(ProcessHandle.current().pid())).isGreaterThan(before);
        assertThat(CpuTime.ofProcess(Integer.MAX_VALUE)).isZero();
        assertThat(sum).isNotZero();
    }
}
