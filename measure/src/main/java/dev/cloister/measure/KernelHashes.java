package dev.cloister.measure;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/// SHA-256 of what a measured direct boot starts: the kernel file as given to QEMU (setup header as in the
/// file), the initrd, and the command line with its closing NUL. The firmware refuses a blob whose digest is
/// not the one of this table.
public record KernelHashes(Bytes kernel, Bytes initrd, Bytes cmdline) {

    /// Length in bytes of [#table()].
    public static final int TABLE_LENGTH = 176;

    private static final long MAX_MAPPED = 1 << 30;
    private static final int USED_LENGTH = 168;
    private static final int ENTRY_LENGTH = 50;

    public KernelHashes {
        for (Bytes digest : new Bytes[] {kernel, initrd, cmdline}) {
            if (digest.length() != 32) {
                throw new IllegalArgumentException("a SHA-256 digest has 32 bytes, not " + digest.length());
            }
        }
    }

    /// Reads the files once, from begin to end; they must not become shorter meanwhile. An absent
    /// initrd is empty.
    public static KernelHashes of(Path kernel, Optional<Path> initrd, String cmdline) throws IOException {
        Bytes initrdDigest = initrd.isPresent() ? sha256(initrd.get()) : Digests.sha256(Bytes.EMPTY);
        return new KernelHashes(sha256(kernel), initrdDigest, cmdlineDigest(cmdline));
    }

    /// Of a file's content, mapped and not copied: a tenth faster.
    private static Bytes sha256(Path file) throws IOException {
        try (FileChannel in = FileChannel.open(file)) {
            long size = in.size();
            if (size > MAX_MAPPED) {
                return Digests.sha256(file);
            }
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(in.map(FileChannel.MapMode.READ_ONLY, 0, size));
            return Bytes.of(digest.digest());
        } catch (InternalError e) { // what reading behind the end of a mapped file gives
            throw new IOException(file + " was changed while it was read", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// Of content that is in memory; an absent initrd is empty.
    public static KernelHashes of(Bytes kernel, Bytes initrd, String cmdline) {
        return new KernelHashes(Digests.sha256(kernel), Digests.sha256(initrd), cmdlineDigest(cmdline));
    }

    /// Of the command line as the kernel gets it, closing NUL included.
    public static Bytes cmdlineDigest(String cmdline) {
        return Digests.sha256((cmdline + "\0").getBytes(StandardCharsets.UTF_8));
    }

    /// QEMU's table of hashes (`target/i386/sev.c`): 168 bytes, zeros up to 176. All three entries are always
    /// there, as the firmware lets a blob pass that has none.
    public Bytes table() {
        ByteBuffer table = ByteBuffer.allocate(TABLE_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        table.put(Guids.HASHES_TABLE.array()).putShort((short) USED_LENGTH);
        entry(table, Guids.HASHES_CMDLINE, cmdline);
        entry(table, Guids.HASHES_INITRD, initrd);
        entry(table, Guids.HASHES_KERNEL, kernel);
        return Bytes.of(table.array());
    }

    /// The measured page: zeros, but for the table at the offset that `gpa`, the firmware's hashes area, has
    /// in its page.
    public Bytes page(long gpa) {
        byte[] page = new byte[LaunchDigest.PAGE_SIZE];
        int offset = (int) (gpa & LaunchDigest.PAGE_SIZE - 1);
        System.arraycopy(table().array(), 0, page, offset, TABLE_LENGTH);
        return Bytes.of(page);
    }

    private static void entry(ByteBuffer table, Bytes guid, Bytes digest) {
        table.put(guid.array()).putShort((short) ENTRY_LENGTH).put(digest.array());
    }
}
