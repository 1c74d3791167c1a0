package dev.cloister.agent.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.agent.device.InitDataDisk.Search;
import dev.cloister.bytes.Bytes;
import dev.cloister.workload.InitDataDevice;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitDataDiskTest {
    private static final byte[] IMAGE = InitDataDevice.encode("some content".getBytes(StandardCharsets.US_ASCII));

    @TempDir
    Path folder;

    @BeforeEach
    void noDevices() throws IOException {
        Files.createDirectories(folder.resolve("sys/class/block"));
        Files.createDirectories(folder.resolve("dev"));
    }

    @Test
    void theOneWithTheMagicIsFoundAmongOthers() throws IOException {
        device("vda", new byte[4096]);
        device("vdb", IMAGE);
        device("vdc", new byte[3]);
        device("loop0", new byte[0]);
        Files.createFile(folder.resolve("sys/class/block/gone"));
        assertThat(find()).isEqualTo(new Search.Found(Bytes.of(IMAGE)));
    }

    @Test
    void noneAndTwoAreSaid() throws IOException {
        device("vda", Arrays.copyOf(IMAGE, 7));
        assertThat(find()).isEqualTo(new Search.Missing());
        device("vdb", IMAGE);
        device("vdc", Bytes.utf8("initdata").array());
        assertThat(find()).isEqualTo(new Search.Several(2));
    }

    @Test
    void oneByteMoreThanPermittedIsReadAndNoMore() throws IOException {
        device("vda", Arrays.copyOf(IMAGE, 3 << 20));
        assertThat(((Search.Found) find()).content().length()).isEqualTo(InitDataDevice.MAX_BYTES + 1);
    }

    @Test
    void aMachineWithoutAListOfDevicesIsOutOfReach() {
        File nothing = folder.resolve("nothing").toFile();
        assertThatThrownBy(() -> InitDataDisk.find(new BlockDevices(nothing, nothing)))
                .isInstanceOf(IOException.class);
    }

    private Search find() throws IOException {
        return InitDataDisk.find(new BlockDevices(
                folder.resolve("sys").toFile(), folder.resolve("dev").toFile()));
    }

    private void device(String name, byte[] content) throws IOException {
        Files.write(folder.resolve("dev").resolve(name), content);
        Files.createFile(folder.resolve("sys/class/block").resolve(name));
    }
}
