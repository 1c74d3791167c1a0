package dev.cloister.measure;

import dev.cloister.bytes.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The chain of PAGE_INFO digests that ends in MEASUREMENT (AMD 56860, SNP_LAUNCH_UPDATE). It grows page by
/// page and is used by one thread; [#value] may be asked in between.
final class LaunchDigest {
    static final int LENGTH = 48;
    static final int PAGE_SIZE = 4096;

    private static final int PAGE_INFO_LENGTH = 0x70;
    private static final int CONTENTS = 0x30;
    private static final long VMSA_GPA = 0x0000_FFFF_FFFF_F000L;

    private final MessageDigest sha384 = sha384();
    private final ByteBuffer pageInfo = ByteBuffer.allocate(PAGE_INFO_LENGTH).order(ByteOrder.LITTLE_ENDIAN);

    /// Before the first page: zeros.
    LaunchDigest() {
        pageInfo.putShort(0x60, (short) PAGE_INFO_LENGTH); // 0x60 LENGTH; 0x63 to 0x67, IMI and VMPLs, stay zero
    }

    /// Continues from what earlier pages gave.
    LaunchDigest(Bytes value) {
        this();
        if (value.length() != LENGTH) {
            throw new IllegalArgumentException("a launch digest has 48 bytes, not " + value.length());
        }
        pageInfo.put(0, value.array()); // 0x00 DIGEST_CUR
    }

    Bytes value() {
        return Bytes.of(pageInfo.array(), 0, LENGTH);
    }

    /// Pages of `content` from `gpa` upwards; its first `length` bytes, a whole number of pages.
    LaunchDigest normal(long gpa, byte[] content, int length) {
        for (int at = 0; at < length; at += PAGE_SIZE) {
            sha384.update(content, at, PAGE_SIZE);
            finish(CONTENTS);
            page(PageType.NORMAL, gpa + at);
        }
        return this;
    }

    /// SHA-384 of a page, for [#vmsa].
    Bytes digestOf(Bytes page) {
        return Bytes.of(sha384.digest(page.array()));
    }

    /// One virtual CPU, by the digest of its save area.
    LaunchDigest vmsa(Bytes digestOfPage) {
        pageInfo.put(CONTENTS, digestOfPage.array());
        page(PageType.VMSA, VMSA_GPA);
        return this;
    }

    /// Pages whose content is not measured, over `sizeBytes` from `gpa` upwards.
    LaunchDigest without(PageType type, long gpa, long sizeBytes) {
        for (int at = CONTENTS; at < CONTENTS + LENGTH; at++) {
            pageInfo.put(at, (byte) 0);
        }
        for (long at = 0; at < sizeBytes; at += PAGE_SIZE) {
            page(type, gpa + at);
        }
        return this;
    }

    private void page(PageType type, long gpa) {
        pageInfo.put(0x62, (byte) type.number()); // PAGE_TYPE
        pageInfo.putLong(0x68, gpa); // GPA
        sha384.update(pageInfo.array());
        finish(0);
    }

    /// Puts the digest of what was fed into the next PAGE_INFO.
    private void finish(int offset) {
        try {
            sha384.digest(pageInfo.array(), offset, LENGTH);
        } catch (DigestException e) {
            throw new IllegalStateException("48 bytes hold a SHA-384 digest", e);
        }
    }

    private static MessageDigest sha384() {
        try {
            return MessageDigest.getInstance("SHA-384");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-384", e);
        }
    }
}
