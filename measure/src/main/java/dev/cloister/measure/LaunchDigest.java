package dev.cloister.measure;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The chain of PAGE_INFO digests that ends in MEASUREMENT (AMD 56860, SNP_LAUNCH_UPDATE). A value: each step
/// gives the next one.
record LaunchDigest(Bytes value) {

    static final int PAGE_SIZE = 4096;
    static final LaunchDigest START = new LaunchDigest(Bytes.of(new byte[48]));

    private static final int PAGE_INFO_LENGTH = 0x70;
    private static final long VMSA_GPA = 0x0000_FFFF_FFFF_F000L;

    LaunchDigest {
        if (value.length() != 48) {
            throw new IllegalArgumentException("a launch digest has 48 bytes, not " + value.length());
        }
    }

    /// Pages of `content` from `gpa` upwards; the content is a whole number of pages.
    LaunchDigest normal(long gpa, Bytes content) {
        LaunchDigest digest = this;
        for (int at = 0; at < content.length(); at += PAGE_SIZE) {
            digest = digest.page(PageType.NORMAL, gpa + at, Digests.sha384(content.slice(at, at + PAGE_SIZE)));
        }
        return digest;
    }

    LaunchDigest vmsa(Bytes page) {
        return page(PageType.VMSA, VMSA_GPA, Digests.sha384(page));
    }

    /// Pages whose content is not measured, over `sizeBytes` from `gpa` upwards.
    LaunchDigest without(PageType type, long gpa, long sizeBytes) {
        LaunchDigest digest = this;
        for (long at = 0; at < sizeBytes; at += PAGE_SIZE) {
            digest = digest.page(type, gpa + at, START.value);
        }
        return digest;
    }

    private LaunchDigest page(PageType type, long gpa, Bytes contents) {
        ByteBuffer info = ByteBuffer.allocate(PAGE_INFO_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        info.put(value.array()); // 0x00 DIGEST_CUR
        info.put(contents.array()); // 0x30 CONTENTS
        info.putShort((short) PAGE_INFO_LENGTH); // 0x60 LENGTH
        info.put((byte) type.number()); // 0x62 PAGE_TYPE
        info.put((byte) 0); // 0x63 IMI_PAGE
        info.putInt(0); // 0x64 permissions of VMPL 3, 2, 1, and reserved
        info.putLong(gpa); // 0x68 GPA
        return new LaunchDigest(Digests.sha384(info.array()));
    }
}
