package dev.cloister.machine;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Cursor;
import dev.cloister.bytes.Malformed;

/// What an owner lets the chip compare a launch with, and the signatures over it (AMD 56860, ID Block and ID
/// Authentication Information). Both go to the chip as they are: it checks them, the host need not.
///
/// @param block 96 bytes: launch digest, family, image, version, guest SVN, policy
/// @param authentication 4096 bytes: keys and signatures
public record SignedIdBlock(Bytes block, Bytes authentication) {

    static final int BLOCK_SIZE = 96;
    static final int AUTHENTICATION_SIZE = 4096;

    private static final int LAUNCH_DIGEST_SIZE = 48;
    private static final int POLICY_AT = 88;
    private static final int AUTHOR_KEY_AT = 0x880;
    private static final int KEY_SIZE = 1028;

    public SignedIdBlock {
        if (block.length() != BLOCK_SIZE || authentication.length() != AUTHENTICATION_SIZE) {
            throw new IllegalArgumentException("an ID block has 96 bytes and its authentication 4096, not "
                    + block.length() + " and " + authentication.length());
        }
    }

    /// `Malformed` where one has not its size.
    public static SignedIdBlock parse(Bytes block, Bytes authentication) throws Malformed {
        Cursor first = Cursor.littleEndian("IdBlock", block.array());
        first.bytes("id_block", BLOCK_SIZE);
        first.end();
        Cursor second = Cursor.littleEndian("IdAuthentication", authentication.array());
        second.bytes("id_auth", AUTHENTICATION_SIZE);
        second.end();
        return new SignedIdBlock(block, authentication);
    }

    /// The launch digest that the chip will accept and no other.
    Bytes launchDigest() {
        return block.slice(0, LAUNCH_DIGEST_SIZE);
    }

    long policy() {
        long policy = 0;
        for (int i = Long.BYTES - 1; i >= 0; i--) {
            policy = policy << 8 | block.array()[POLICY_AT + i] & 0xFF;
        }
        return policy;
    }

    /// Whether an author key vouches for the ID key.
    boolean hasAuthorKey() {
        return !authentication.slice(AUTHOR_KEY_AT, AUTHOR_KEY_AT + KEY_SIZE).isZero();
    }
}
