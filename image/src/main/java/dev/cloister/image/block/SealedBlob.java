package dev.cloister.image.block;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Cursor;
import dev.cloister.bytes.Malformed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The blob of a sealed root, in blocks of 4096 bytes:
///
/// | blocks | what |
/// |---|---|
/// | N | the file system, encrypted |
/// | H(N) | dm-verity tree over these N blocks |
/// | 1 | trailer: `cloister-root/1` and a line feed, N as 64 bits little-endian, zeros |
///
/// Encrypted as `aes-xts-plain64` with a 512-bit key (data key, then tweak key) in sectors of 4096 bytes; the
/// tweak is the number of the sector (`--iv-large-sectors`). The tree is of type 1, SHA-256, with a salt of
/// 32 zero bytes and no superblock, its highest level first.
///
/// N is at least 2. H(N) is the sum of all levels, each with a block for every 128 blocks below it, up to the
/// level of one block.
///
/// The two commands that open it, the second on the device that the first makes:
///
/// ```
/// veritysetup open DEV NAME DEV ROOTHASH --no-superblock --format=1 --hash=sha256 --data-block-size=4096
///   --hash-block-size=4096 --salt=00…00 --data-blocks=N --hash-offset=N*4096 --panic-on-corruption
/// cryptsetup open --type plain --cipher aes-xts-plain64 --key-size 512 --sector-size 4096 --iv-large-sectors
///   --readonly
/// ```
///
/// Nobody signs the trailer, and nobody has to: N is all it says, the root hash comes from init-data, and
/// everything else is constant. Another N puts other blocks at the tree's places, so that the root hash fits
/// none of them; one that leaves out the lowest levels turns hashes into data, which decrypt to noise. The
/// device's size must be the one that N gives.
public record SealedBlob(long dataBlocks) {
    public static final int BLOCK = 4096;
    public static final Bytes SALT = Bytes.EMPTY.padTo(32);
    public static final String CIPHER = "aes-xts-plain64";

    static final long MAX_DATA_BLOCKS = 1L << 32;

    private static final String STRUCTURE = "SealedRootTrailer";
    private static final Bytes MAGIC = Bytes.utf8("cloister-root/1\n");
    private static final int HASHES_IN_BLOCK = BLOCK / 32;

    public SealedBlob {
        if (dataBlocks < 2 || dataBlocks > MAX_DATA_BLOCKS) {
            throw new IllegalArgumentException(dataBlocks + " data blocks");
        }
    }

    /// For a file system of `bytes` bytes, filled up with zeros to whole blocks and to two at least.
    public static SealedBlob forContent(long bytes) {
        return new SealedBlob(Math.max(2, Math.ceilDiv(bytes, BLOCK)));
    }

    /// From the last block of a blob of `blobBytes` bytes.
    public static SealedBlob parse(byte[] lastBlock, long blobBytes) throws Malformed {
        Cursor in = Cursor.littleEndian(STRUCTURE, lastBlock);
        if (!in.bytes("magic", MAGIC.length()).equals(MAGIC)) {
            throw in.bad("magic", "is not that of a sealed root");
        }
        long dataBlocks = in.u64("data_blocks");
        if (dataBlocks < 2 || dataBlocks > MAX_DATA_BLOCKS) {
            throw in.bad("data_blocks", "must be from 2 to " + MAX_DATA_BLOCKS + ", is " + dataBlocks);
        }
        SealedBlob blob = new SealedBlob(dataBlocks);
        if (blob.sizeBytes() != blobBytes) {
            throw in.bad("data_blocks", "makes " + blob.sizeBytes() + " bytes, there are " + blobBytes);
        }
        in.zeros("reserved", BLOCK - MAGIC.length() - Long.BYTES);
        in.end();
        return blob;
    }

    public byte[] trailer() {
        ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        block.put(MAGIC.array()).putLong(dataBlocks);
        return block.array();
    }

    public long dataBytes() {
        return dataBlocks * BLOCK;
    }

    /// Where the tree begins: right behind the data.
    public long hashOffset() {
        return dataBytes();
    }

    public long hashBlocks() {
        long sum = 0;
        long level = dataBlocks;
        do {
            level = Math.ceilDiv(level, HASHES_IN_BLOCK);
            sum += level;
        } while (level > 1);
        return sum;
    }

    public long sizeBytes() {
        return (dataBlocks + hashBlocks() + 1) * BLOCK;
    }

    @Override
    public String toString() {
        return new String(MAGIC.array(), StandardCharsets.US_ASCII).strip() + " of " + dataBlocks + " blocks";
    }
}
