package dev.cloister.agent.device;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Cursor;
import dev.cloister.bytes.Malformed;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;

/// The device with the sealed root, recognised by its last block: `cloister-root/1`, a line feed, the number of
/// data blocks as u64, zeros.
///
/// Nothing of it is believed: another number of data blocks means other positions in the hash tree under the
/// root hash of init-data, and the device's length must be exactly that of data, tree and this block.
public record SealedRootDisk(File device, long dataBlocks) {
    public static final int BLOCK_BYTES = 4096;

    private static final Bytes MAGIC = Bytes.utf8("cloister-root/1\n");

    /// Hashes of 32 bytes in a block.
    private static final long FANOUT = BLOCK_BYTES / 32;

    /// 16 TiB, far beyond any image; keeps the arithmetic below away from overflow.
    private static final long MAX_DATA_BLOCKS = 1L << 32;

    /// How many devices end as a sealed root does; exactly one may.
    public sealed interface Search {
        record Found(SealedRootDisk disk) implements Search {}

        record Missing() implements Search {}

        record Several(int devices) implements Search {}
    }

    /// Where the hash tree begins.
    public long hashOffset() {
        return dataBlocks * BLOCK_BYTES;
    }

    public static Search find(BlockDevices devices) throws IOException, Malformed {
        Search result = new Search.Missing();
        int found = 0;
        for (File device : devices.all()) {
            byte[] last = new byte[BLOCK_BYTES];
            long length = readLastBlock(device, last);
            if (length > 0 && Bytes.of(last, 0, MAGIC.length()).equals(MAGIC)) {
                found++;
                result = new Search.Found(parse(device, last, length));
            }
        }
        return found > 1 ? new Search.Several(found) : result;
    }

    private static SealedRootDisk parse(File device, byte[] last, long length) throws Malformed {
        Cursor in = Cursor.littleEndian("SealedRoot", last);
        in.bytes("magic", MAGIC.length());
        long dataBlocks = in.u64("data_blocks");
        if (dataBlocks < 2 || dataBlocks > MAX_DATA_BLOCKS) {
            throw in.bad("data_blocks", "must be from 2 to " + MAX_DATA_BLOCKS);
        }
        in.zeros("reserved", in.remaining());
        in.end();
        long blocks = dataBlocks + treeBlocks(dataBlocks) + 1;
        if (length != blocks * BLOCK_BYTES) {
            throw in.bad("data_blocks", "needs a device of " + blocks + " blocks, has " + length + " bytes");
        }
        return new SealedRootDisk(device, dataBlocks);
    }

    /// Blocks of the hash tree, all levels.
    static long treeBlocks(long dataBlocks) {
        long level = dataBlocks;
        long sum = 0;
        do {
            level = (level + FANOUT - 1) / FANOUT;
            sum += level;
        } while (level > 1);
        return sum;
    }

    /// The device's length, or 0 if it is too short or cannot be read.
    private static long readLastBlock(File device, byte[] block) {
        try (RandomAccessFile in = new RandomAccessFile(device, "r")) {
            long length = in.length();
            if (length < block.length) {
                return 0;
            }
            in.seek(length - block.length);
            in.readFully(block);
            return length;
        } catch (IOException unreadable) {
            return 0;
        }
    }
}
