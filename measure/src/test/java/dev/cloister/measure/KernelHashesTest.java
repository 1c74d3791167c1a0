package dev.cloister.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelHashesTest {

    private static final Bytes EMPTY_TABLE = Bytes.hex("06d63894224fc94cb479a793d411fd21a800"
            + "d82dd09720bd944caa78e7714d36ab2a32006e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
            + "31f7ba442f3ad74b9af141e29169781d3200e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
            + "3794e74dd2ab7f42b835d5b172d2045b3200e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
            + "0000000000000000");

    @Test
    void tableOfNothing() {
        assertThat(KernelHashes.of(Bytes.EMPTY, Bytes.EMPTY, "").table()).isEqualTo(EMPTY_TABLE);
    }

    @Test
    void filesAndBytesAreHashedAlike(@TempDir Path dir) throws IOException {
        Path kernel = Files.writeString(dir.resolve("vmlinuz"), "kernel");
        Path initrd = Files.writeString(dir.resolve("initrd"), "initrd");

        assertThat(KernelHashes.of(kernel, Optional.of(initrd), "console=ttyS0"))
                .isEqualTo(KernelHashes.of(Bytes.utf8("kernel"), Bytes.utf8("initrd"), "console=ttyS0"));
    }

    @Test
    void emptyAndLargerFilesToo(@TempDir Path dir) throws IOException {
        byte[] large = new byte[100_001];
        large[100_000] = 1;
        Path kernel = Files.write(dir.resolve("vmlinuz"), large);
        Path initrd = Files.createFile(dir.resolve("initrd"));

        assertThat(KernelHashes.of(kernel, Optional.of(initrd), ""))
                .isEqualTo(KernelHashes.of(Bytes.of(large), Bytes.EMPTY, ""));
    }

    @Test
    void pageHoldsTheTableAtItsOffset() {
        Bytes page = KernelHashes.of(Bytes.EMPTY, Bytes.EMPTY, "").page(0x810C00);

        assertThat(page.length()).isEqualTo(4096);
        assertThat(page.slice(0, 0xC00).isZero()).isTrue();
        assertThat(page.slice(0xC00, 0xC00 + 176)).isEqualTo(EMPTY_TABLE);
        assertThat(page.slice(0xC00 + 176, 4096).isZero()).isTrue();
    }

    @Test
    void digestsOfAnotherLengthAreOurBug() {
        Bytes good = Bytes.of(new byte[32]);
        assertThatThrownBy(() -> new KernelHashes(good, good, Bytes.of(new byte[31])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a SHA-256 digest has 32 bytes, not 31");
    }
}
