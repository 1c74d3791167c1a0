package dev.cloister.image.tar;

import dev.cloister.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes one form of archive only, so that equal entries are equal bytes: POSIX ustar without prefix, names
/// of owners or device numbers where there is no device, and a pax header in front of an entry that has a
/// path or link target of more than 100 bytes, a number too large for its field, or extended attributes.
///
/// The content of a file follows its entry through {@link #write(byte[], int, int)}.
public final class TarWriter extends OutputStream {
    private static final long MAX_OCTAL_7 = 07777777L;
    private static final long MAX_OCTAL_11 = 077777777777L;
    private static final int NAME_SIZE = 100;

    private final OutputStream out;
    private long contentLeft;
    private int paddingLeft;

    /// Closing the writer ends the archive and closes the stream.
    public TarWriter(OutputStream out) {
        this.out = out;
    }

    /// Begins an entry; the content of the one before must be complete.
    public void add(TarEntry entry) throws IOException {
        finishEntry();
        byte[] pax = paxRecords(entry);
        if (pax.length > 0) {
            out.write(header("pax", 'x', Attributes.ofRoot(0644), pax.length, "", 0, 0));
            out.write(pax);
            out.write(new byte[padding(pax.length)]);
        }
        long size = Math.min(entry.sizeBytes(), MAX_OCTAL_11);
        out.write(header(
                entry.path(),
                entry.kind().typeFlag(),
                entry.attributes(),
                size,
                entry.linkTarget(),
                entry.major(),
                entry.minor()));
        contentLeft = entry.sizeBytes();
        paddingLeft = padding(entry.sizeBytes());
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] content, int from, int length) throws IOException {
        if (length > contentLeft) {
            throw new IllegalStateException("more content than the entry said");
        }
        out.write(content, from, length);
        contentLeft -= length;
    }

    /// Two zero blocks, then the stream is closed.
    @Override
    public void close() throws IOException {
        try (out) {
            finishEntry();
            out.write(new byte[2 * TarBlock.SIZE]);
        }
    }

    private void finishEntry() throws IOException {
        if (contentLeft != 0) {
            throw new IOException("an entry of the archive lacks " + contentLeft + " bytes");
        }
        out.write(new byte[paddingLeft]);
        paddingLeft = 0;
    }

    private static byte[] paxRecords(TarEntry entry) throws IOException {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        Attributes attributes = entry.attributes();
        if (entry.path().length() > NAME_SIZE) {
            record(records, "path", ByteText.bytes(entry.path()));
        }
        if (entry.linkTarget().length() > NAME_SIZE) {
            record(records, "linkpath", ByteText.bytes(entry.linkTarget()));
        }
        number(records, "size", entry.sizeBytes(), MAX_OCTAL_11);
        number(records, "uid", attributes.uid(), MAX_OCTAL_7);
        number(records, "gid", attributes.gid(), MAX_OCTAL_7);
        for (Xattr xattr : attributes.xattrs()) {
            record(records, "SCHILY.xattr." + xattr.name(), xattr.value().array());
        }
        return records.toByteArray();
    }

    private static void number(OutputStream records, String keyword, long value, long max) throws IOException {
        if (value > max) {
            record(records, keyword, Long.toString(value).getBytes(StandardCharsets.US_ASCII));
        }
    }

    /// The length counts its own digits.
    private static void record(OutputStream records, String keyword, byte[] value) throws IOException {
        int rest = 1 + keyword.length() + 1 + value.length + 1;
        int digits = 1;
        while (Integer.toString(rest + digits).length() != digits) {
            digits++;
        }
        records.write((rest + digits + " " + keyword + "=").getBytes(StandardCharsets.ISO_8859_1));
        records.write(value);
        records.write('\n');
    }

    private static byte[] header(
            String path, char type, Attributes attributes, long size, String linkTarget, int major, int minor) {
        byte[] block = new byte[TarBlock.SIZE];
        text(block, 0, NAME_SIZE, path);
        octal(block, 100, 8, attributes.mode());
        octal(block, 108, 8, Math.min(attributes.uid(), MAX_OCTAL_7));
        octal(block, 116, 8, Math.min(attributes.gid(), MAX_OCTAL_7));
        octal(block, 124, 12, size);
        octal(block, 136, 12, attributes.mtimeSeconds());
        block[156] = (byte) type;
        text(block, 157, NAME_SIZE, linkTarget);
        text(block, 257, 8, "ustar\00000");
        if (type == '3' || type == '4') {
            octal(block, 329, 8, major);
            octal(block, 337, 8, minor);
        }
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        octal(block, 148, 7, sum);
        return block;
    }

    /// What does not fit is cut: the pax header says it in full.
    private static void text(byte[] block, int offset, int size, String byteText) {
        byte[] bytes = ByteText.bytes(byteText);
        System.arraycopy(bytes, 0, block, offset, Math.min(bytes.length, size));
    }

    private static void octal(byte[] block, int offset, int size, long value) {
        String digits = Long.toOctalString(value);
        if (digits.length() > size - 1) {
            throw new IllegalArgumentException("octal " + digits + " in " + size + " bytes");
        }
        text(block, offset, size - 1, "0".repeat(size - 1 - digits.length()) + digits);
        block[offset + size - 1] = 0;
    }

    private static int padding(long size) {
        return (int) (-size & TarBlock.SIZE - 1);
    }

    /// A whole file in one call.
    public void addFile(String path, Attributes attributes, Bytes content) throws IOException {
        add(TarEntry.file(path, attributes, content.length()));
        write(content.array(), 0, content.length());
    }
}
