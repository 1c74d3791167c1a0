package dev.cloister.agent.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.agent.device.SealedRootDisk.Search;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealedRootDiskTest {
    private static final int BLOCK = 4096;

    @TempDir
    Path folder;

    @BeforeEach
    void noDevices() throws IOException {
        Files.createDirectories(folder.resolve("sys/class/block"));
        Files.createDirectories(folder.resolve("dev"));
    }

    @Test
    void theTreeHasABlockForEvery128OfTheLevelBelow() {
        assertThat(SealedRootDisk.treeBlocks(2)).isEqualTo(1);
        assertThat(SealedRootDisk.treeBlocks(128)).isEqualTo(1);
        assertThat(SealedRootDisk.treeBlocks(129)).isEqualTo(2 + 1);
        assertThat(SealedRootDisk.treeBlocks(128 * 128)).isEqualTo(128 + 1);
        assertThat(SealedRootDisk.treeBlocks(128 * 128 + 1)).isEqualTo(129 + 2 + 1);
        assertThat(SealedRootDisk.treeBlocks(1L << 32)).isEqualTo((1L << 25) + (1 << 18) + (1 << 11) + 16 + 1);
    }

    @Test
    void theTrailerSaysWhereTheTreeBegins() throws Exception {
        device("vda", new byte[BLOCK]);
        device("vdb", disk(130, 3));
        Search.Found found = (Search.Found) find();
        assertThat(found.disk().device().getName()).isEqualTo("vdb");
        assertThat(found.disk().dataBlocks()).isEqualTo(130);
        assertThat(found.disk().hashOffset()).isEqualTo(130 * BLOCK);
    }

    @Test
    void noneAndTwoAreSaid() throws Exception {
        device("vda", new byte[3 * BLOCK]);
        device("vdb", new byte[100]);
        assertThat(find()).isEqualTo(new Search.Missing());
        device("vdc", disk(2, 1));
        device("vdd", disk(3, 1));
        assertThat(find()).isEqualTo(new Search.Several(2));
    }

    /// The trailer is the host's: each bit of it that is changed is refused, or no trailer is seen.
    @Test
    void everyFlippedBitOfTheTrailerIsRefused() throws Exception {
        byte[] good = disk(2, 1);
        device("vda", good);
        // In place: a file written anew is flushed by some file systems, each time.
        try (RandomAccessFile device =
                new RandomAccessFile(folder.resolve("dev/vda").toFile(), "rw")) {
            for (int bit = 0; bit < BLOCK * 8; bit++) {
                int at = good.length - BLOCK + bit / 8;
                write(device, at, good[at] ^ 1 << bit % 8);
                try {
                    assertThat(find()).as("bit %d", bit).isEqualTo(new Search.Missing());
                } catch (Malformed refused) {
                    assertThat(refused.structure()).isEqualTo("SealedRoot");
                }
                write(device, at, good[at]);
            }
        }
    }

    private static void write(RandomAccessFile device, int offset, int value) throws IOException {
        device.seek(offset);
        device.write(value);
    }

    @Test
    void aDeviceOfAnotherLengthIsRefused() throws Exception {
        byte[] good = disk(2, 1);
        device("vda", Arrays.copyOfRange(good, BLOCK, good.length));
        assertThatThrownBy(this::find)
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("needs a device of 4 blocks, has 12288 bytes");
        byte[] longer = new byte[good.length + BLOCK];
        System.arraycopy(good, 0, longer, BLOCK, good.length);
        Files.write(folder.resolve("dev/vda"), longer);
        assertThatThrownBy(this::find).isInstanceOf(Malformed.class);
    }

    @Test
    void numbersOfBlocksOutOfRangeAreRefused() throws Exception {
        device("vda", disk(1, 1));
        assertThatThrownBy(this::find).hasMessageContaining("must be from 2");
        ByteBuffer huge = ByteBuffer.wrap(disk(2, 1)).order(ByteOrder.LITTLE_ENDIAN);
        for (long blocks : new long[] {0, -1, Long.MAX_VALUE, (1L << 32) + 1, 1L << 52}) {
            huge.putLong(3 * BLOCK + 16, blocks);
            Files.write(folder.resolve("dev/vda"), huge.array());
            assertThatThrownBy(this::find).hasMessageContaining("must be from 2");
        }
    }

    private Search find() throws IOException, Malformed {
        return SealedRootDisk.find(new BlockDevices(
                folder.resolve("sys").toFile(), folder.resolve("dev").toFile()));
    }

    private void device(String name, byte[] content) throws IOException {
        Files.write(folder.resolve("dev").resolve(name), content);
        Files.createFile(folder.resolve("sys/class/block").resolve(name));
    }

    private static byte[] disk(int dataBlocks, int treeBlocks) {
        ByteBuffer disk =
                ByteBuffer.allocate((dataBlocks + treeBlocks + 1) * BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        int last = disk.capacity() - BLOCK;
        disk.put(last, Bytes.utf8("cloister-root/1\n").array());
        disk.putLong(last + 16, dataBlocks);
        return disk.array();
    }
}
