package dev.cloister.measure;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Cursor;
import dev.cloister.bytes.Malformed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The ID block of SNP_LAUNCH_FINISH (AMD 56860): the one launch that a guest's owner signs for. The chip's
/// firmware starts the guest only with this launch digest and this guest policy; family, image and version
/// reappear in the attestation report.
///
/// @param launchDigest MEASUREMENT, 48 bytes
/// @param familyId 16 bytes, FAMILY_ID of the report
/// @param imageId 16 bytes, IMAGE_ID of the report
/// @param guestSvn GUEST_SVN of the report, 32 bits
/// @param policy the guest policy, 64 bits
public record IdBlock(Bytes launchDigest, Bytes familyId, Bytes imageId, long guestSvn, long policy) {

    /// Length in bytes of [#encode()].
    public static final int LENGTH = 96;

    /// SMT allowed and the reserved bit that must be one; no migration agent, no debugging.
    public static final long DEFAULT_POLICY = 0x30000;

    private static final String STRUCTURE = "IdBlock";
    private static final int ID_LENGTH = 16;
    private static final int VERSION = 1;

    public IdBlock {
        if (launchDigest.length() != LaunchDigest.LENGTH) {
            throw new IllegalArgumentException("a launch digest has 48 bytes, not " + launchDigest.length());
        }
        if (familyId.length() != ID_LENGTH || imageId.length() != ID_LENGTH) {
            throw new IllegalArgumentException("family and image id have 16 bytes each");
        }
        if (guestSvn < 0 || guestSvn > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("guest SVN is 0 to 2^32 - 1, not " + guestSvn);
        }
    }

    /// For this launch, with ids of zeros and version 0.
    public static IdBlock of(Bytes launchDigest, long policy) {
        Bytes none = Bytes.of(new byte[ID_LENGTH]);
        return new IdBlock(launchDigest, none, none, 0, policy);
    }

    /// Refused: another length than 96 bytes, another version than 1.
    public static IdBlock parse(byte[] block) throws Malformed {
        Cursor in = Cursor.littleEndian(STRUCTURE, block);
        Bytes launchDigest = in.bytes("launch_digest", LaunchDigest.LENGTH);
        Bytes familyId = in.bytes("family_id", ID_LENGTH);
        Bytes imageId = in.bytes("image_id", ID_LENGTH);
        int versionAt = in.offset();
        long version = in.u32("version");
        if (version != VERSION) {
            throw new Malformed(STRUCTURE, "version", versionAt, "must be 1, is " + version);
        }
        long guestSvn = in.u32("guest_svn");
        long policy = in.u64("policy");
        in.end();
        return new IdBlock(launchDigest, familyId, imageId, guestSvn, policy);
    }

    /// The 96 bytes that are signed.
    public Bytes encode() {
        ByteBuffer block = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        block.put(launchDigest.array()); // 0x00
        block.put(familyId.array()); // 0x30
        block.put(imageId.array()); // 0x40
        block.putInt(VERSION); // 0x50
        block.putInt((int) guestSvn); // 0x54
        block.putLong(policy); // 0x58
        return Bytes.of(block.array());
    }
}
