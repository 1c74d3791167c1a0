package dev.cloister.machine;

import dev.cloister.bytes.Base64s;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.util.List;

/// What an owner lets the chip compare a launch with, and the signatures over it (AMD 56860, ID Block and ID
/// Authentication Information). Both go to the chip as they are: it checks them, the host need not.
///
/// @param block 96 bytes: launch digest, family, image, version, guest SVN, policy
/// @param authentication 4096 bytes: keys and signatures
public record SignedIdBlock(Bytes block, Bytes authentication) {

    static final int BLOCK_SIZE = 96;
    static final int AUTHENTICATION_SIZE = 4096;

    private static final String STRUCTURE = "IdBlock";
    private static final int POLICY_AT = 88;
    private static final int AUTHOR_KEY_AT = 0x880;
    private static final int KEY_SIZE = 1028;

    public SignedIdBlock {
        if (block.length() != BLOCK_SIZE || authentication.length() != AUTHENTICATION_SIZE) {
            throw new IllegalArgumentException("an ID block has 96 bytes and its authentication 4096, not "
                    + block.length() + " and " + authentication.length());
        }
    }

    /// From lines `id-block=BASE64` and `id-auth=BASE64`, as `cloister measure id-block` prints them among others.
    public static SignedIdBlock parse(String text) throws Malformed {
        return new SignedIdBlock(line(text, "id-block", BLOCK_SIZE), line(text, "id-auth", AUTHENTICATION_SIZE));
    }

    private static Bytes line(String text, String name, int size) throws Malformed {
        List<String> values = text.lines()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1))
                .toList();
        if (values.size() != 1) {
            throw new Malformed(STRUCTURE, name, -1, "needs one line " + name + "=BASE64, has " + values.size());
        }
        Bytes value = Base64s.decodeStandard(STRUCTURE, name, values.getFirst());
        if (value.length() != size) {
            throw new Malformed(STRUCTURE, name, -1, "has " + size + " bytes, not " + value.length());
        }
        return value;
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
