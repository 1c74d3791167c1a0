package dev.cloister.image;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import java.util.ArrayList;
import java.util.List;

/// dm-verity of type 1 in the few lines that its description has: the hashes of a level's blocks, salt first,
/// make the blocks of the level above, filled up with zeros, until there is one.
final class VerityTree {
    private static final int BLOCK = 4096;
    private static final int HASHES = BLOCK / 32;

    private VerityTree() {}

    /// The tree's blocks, highest level first, and behind them the root hash.
    record Computed(Bytes blocks, Bytes root) {}

    static Computed over(byte[] data, Bytes salt) {
        Bytes tree = Bytes.EMPTY;
        Bytes level = Bytes.of(data);
        do {
            List<Bytes> hashes = new ArrayList<>();
            for (int at = 0; at < level.length(); at += BLOCK) {
                hashes.add(Digests.sha256(salt, level.slice(at, at + BLOCK)));
            }
            byte[] above = new byte[Math.ceilDiv(hashes.size(), HASHES) * BLOCK];
            for (int i = 0; i < hashes.size(); i++) {
                System.arraycopy(hashes.get(i).array(), 0, above, i * 32, 32);
            }
            level = Bytes.of(above);
            tree = level.concat(tree);
        } while (level.length() > BLOCK);
        return new Computed(tree, Digests.sha256(salt, level));
    }
}
