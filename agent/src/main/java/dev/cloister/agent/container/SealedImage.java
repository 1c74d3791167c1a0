package dev.cloister.agent.container;

import dev.cloister.agent.device.SealedRootDisk;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;

/// The image, opened inside the guest: blocks are checked against the root hash, then decrypted, as they are
/// read.
///
/// @param config the image's own OCI config, out of the sealed file system
/// @param root its root folder, writable in memory
public record SealedImage(ImageConfig config, File root) {
    /// AES-256-XTS takes two keys.
    public static final int KEY_BYTES = 64;

    private static final String CHECKED = "checked";
    private static final String DECRYPTED = "image";
    private static final String BLOCK = String.valueOf(SealedRootDisk.BLOCK_BYTES);

    /// The salt of every sealed root; its key is fresh, and so is its ciphertext.
    private static final String SALT = "0".repeat(64);

    private static final String MOUNTS = """
            set -e
            cd "$1"
            mkdir lower memory root
            mount -t squashfs -o ro "$2" lower
            mount -t tmpfs -o mode=0755,size=50% memory memory
            mkdir memory/upper memory/work
            mount -t overlay -o lowerdir=lower/rootfs,upperdir=memory/upper,workdir=memory/work overlay root
            """;

    /// Opens the disk at `work`, an empty folder.
    ///
    /// 1. dm-verity over the ciphertext under the root hash of init-data; a block that does not fit it,
    ///    whenever it is read, ends the guest at once. All parameters but the number of data blocks are
    ///    constants. The host chooses that number: too many blocks do not fit the tree, and a file system that
    ///    was cut does not mount, as its first block, which the tree covers, says how long it is.
    /// 2. dm-crypt over that; the key goes through a pipe. `--hash plain` because cryptsetup otherwise hashes
    ///    what comes from standard input.
    /// 3. The file system read-only, a folder in memory over its `/rootfs`; what is written there may take
    ///    half of the memory, and no more is to be had.
    public static SealedImage open(Programs programs, SealedRootDisk disk, Bytes rootHash, Secret key, File work)
            throws IOException, Malformed {
        String device = disk.device().getPath();
        programs.run(
                "veritysetup",
                "open",
                "--no-superblock",
                "--format=1",
                "--hash=sha256",
                "--data-block-size=" + BLOCK,
                "--hash-block-size=" + BLOCK,
                "--salt=" + SALT,
                "--data-blocks=" + disk.dataBlocks(),
                "--hash-offset=" + disk.hashOffset(),
                "--panic-on-corruption",
                device,
                CHECKED,
                device,
                rootHash.hex());
        programs.runWith(
                key,
                "cryptsetup",
                "open",
                "--type=plain",
                "--cipher=aes-xts-plain64",
                "--key-size=" + 8 * KEY_BYTES,
                "--sector-size=" + BLOCK,
                "--iv-large-sectors",
                "--readonly",
                "--hash=plain",
                "--key-file=-",
                "/dev/mapper/" + CHECKED,
                DECRYPTED);
        programs.run("sh", "-c", MOUNTS, "mounts", work.getPath(), "/dev/mapper/" + DECRYPTED);
        return new SealedImage(ImageConfig.parse(read(new File(work, "lower/config.json"))), new File(work, "root"));
    }

    private static byte[] read(File file) throws IOException, Malformed {
        try (FileInputStream in = new FileInputStream(file)) {
            byte[] content = in.readNBytes(ImageConfig.MAX_BYTES + 1);
            if (content.length > ImageConfig.MAX_BYTES) {
                throw new Malformed("ImageConfig", "", -1, "is longer than " + ImageConfig.MAX_BYTES + " bytes");
            }
            return content;
        }
    }
}
