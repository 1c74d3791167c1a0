package dev.cloister.measure.sgx;

import dev.cloister.bytes.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// MRENCLAVE: SHA-256 over a record of 64 bytes for everything that builds an enclave, in the order in which
/// it is done (Intel SDM volume 3D, ECREATE, EADD and EEXTEND). It grows page by page and is used by one
/// thread; [#value] may be asked in between.
public final class MrEnclave {
    /// Bytes of a page.
    public static final int PAGE_SIZE = 4096;

    /// SECINFO flags: what may be done with a page, and what kind of page it is.
    public static final long READ = 1;

    public static final long WRITE = 2;
    public static final long EXECUTE = 4;
    /// A thread control structure; it has no other flag.
    public static final long TCS = 0x100;

    public static final long REGULAR = 0x200;

    private static final int RECORD_SIZE = 64;
    private static final int CHUNK_SIZE = 256;
    private static final int TAG_SIZE = 8;
    private static final byte[] ZEROS = new byte[PAGE_SIZE];

    private final MessageDigest sha256;
    private final long size;

    /// Of an empty enclave of `size` bytes, a power of two, whose threads save their state in `ssaFramePages`
    /// pages.
    public MrEnclave(long size, int ssaFramePages) {
        if (size < 2 * PAGE_SIZE || Long.bitCount(size) != 1) {
            throw new IllegalArgumentException("an enclave has a power of two bytes, two pages at least, not " + size);
        }
        if (ssaFramePages < 1) {
            throw new IllegalArgumentException("an SSA frame has a page at least, not " + ssaFramePages);
        }
        this.size = size;
        this.sha256 = sha256();
        ByteBuffer record = record("ECREATE");
        record.putInt(TAG_SIZE, ssaFramePages).putLong(TAG_SIZE + Integer.BYTES, size);
        sha256.update(record);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// A page that is added and whose content is not measured.
    public MrEnclave unmeasured(long offset, long flags) {
        if (offset < 0 || offset % PAGE_SIZE != 0 || offset > size - PAGE_SIZE) {
            throw new IllegalArgumentException("no page of this enclave begins at 0x" + Long.toHexString(offset));
        }
        ByteBuffer record = record("EADD");
        record.putLong(TAG_SIZE, offset).putLong(TAG_SIZE + Long.BYTES, flags);
        sha256.update(record);
        return this;
    }

    /// A page that is added and measured; the bytes of `content` from `from` on.
    public MrEnclave page(long offset, long flags, byte[] content, int from) {
        unmeasured(offset, flags);
        for (int at = 0; at < PAGE_SIZE; at += CHUNK_SIZE) {
            ByteBuffer record = record("EEXTEND");
            record.putLong(TAG_SIZE, offset + at);
            sha256.update(record);
            sha256.update(content, from + at, CHUNK_SIZE);
        }
        return this;
    }

    /// A page of zeros that is added and measured.
    public MrEnclave zeros(long offset, long flags) {
        return page(offset, flags, ZEROS, 0);
    }

    /// 32 bytes.
    public Bytes value() {
        try {
            return Bytes.of(((MessageDigest) sha256.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be copied", e);
        }
    }

    private static ByteBuffer record(String tag) {
        ByteBuffer record = ByteBuffer.allocate(RECORD_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        return record.put(0, tag.getBytes(StandardCharsets.US_ASCII));
    }
}
