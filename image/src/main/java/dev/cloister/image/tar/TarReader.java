package dev.cloister.image.tar;

import dev.cloister.bytes.Malformed;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.zip.ZipException;

/// Walks an archive entry by entry, from a stream that it never seeks in.
///
/// Strict where readers differ from each other, because two programs that read one archive differently are
/// how a file is smuggled past one of them: a header must match its checksum, the end must be the two zero
/// blocks of POSIX with nothing but zeros behind, no keyword and no long name may come twice, links and
/// folders have no content, sparse files and unknown types are refused. Content is only handed on; whether it
/// is the right one is for a digest to say.
public final class TarReader {
    private static final int MAX_PAX_BYTES = 1 << 20;
    private static final int MAX_LONG_NAME_BYTES = 1 << 16;

    private final String structure;
    private final InputStream in;
    private final byte[] copyBlock = new byte[1 << 16];
    private long offset;
    private long contentLeft;
    private int paddingLeft;

    /// `structure` is the name used in errors. The stream stays the caller's to close.
    public TarReader(String structure, InputStream in) {
        this.structure = structure;
        this.in = in;
    }

    /// The next entry, or empty behind the last one, when the stream has been read to its end. Content that
    /// was not read is passed over.
    public Optional<TarEntry> next() throws IOException, Malformed {
        copyTo(OutputStream.nullOutputStream());
        Pending pending = new Pending(structure);
        while (true) {
            TarBlock block = header();
            if (block.isZero()) {
                pending.requireNone(offset);
                end();
                return Optional.empty();
            }
            block.checkSum();
            if (block.isStar()) {
                throw block.bad("magic", 508, "the header form of star is not read");
            }
            switch (block.typeFlag()) {
                case 'x' -> pending.pax(PaxRecords.parse(structure, offset, extra(block, MAX_PAX_BYTES)), offset);
                case 'g' ->
                    PaxRecords.parse(structure, offset, extra(block, MAX_PAX_BYTES))
                            .requireHarmless();
                case 'L' -> pending.longName(extra(block, MAX_LONG_NAME_BYTES), offset);
                case 'K' -> pending.longLink(extra(block, MAX_LONG_NAME_BYTES), offset);
                default -> {
                    TarEntry entry = pending.entry(block);
                    contentLeft = entry.sizeBytes();
                    paddingLeft = padding(entry.sizeBytes());
                    return Optional.of(entry);
                }
            }
        }
    }

    /// Bytes of the stream read so far: right behind {@link #next}, the place of the entry's content.
    public long offset() {
        return offset;
    }

    /// Hands on all that is left of the entry's content.
    public void copyTo(OutputStream out) throws IOException, Malformed {
        while (contentLeft > 0) {
            int n = read(copyBlock, (int) Math.min(copyBlock.length, contentLeft));
            if (n < 0) {
                throw cut("content", "ends " + contentLeft + " bytes before the content of an entry");
            }
            out.write(copyBlock, 0, n);
            contentLeft -= n;
        }
        byte[] padding = new byte[paddingLeft];
        readFully(padding, "padding");
        paddingLeft = 0;
    }

    private TarBlock header() throws IOException, Malformed {
        byte[] raw = new byte[TarBlock.SIZE];
        long start = offset;
        readFully(raw, "header");
        return new TarBlock(structure, start, raw);
    }

    /// The content of a header that only says something about the next one.
    private byte[] extra(TarBlock block, int max) throws IOException, Malformed {
        long size = block.number("size", 124, 12);
        if (size < 0 || size > max) {
            throw block.bad("size", 124, "a header of type " + block.typeFlag() + " has at most " + max + " bytes");
        }
        byte[] content = new byte[(int) size];
        readFully(content, "header of type " + block.typeFlag());
        readFully(new byte[padding(size)], "padding");
        return content;
    }

    private void end() throws IOException, Malformed {
        byte[] second = new byte[TarBlock.SIZE];
        long start = offset;
        readFully(second, "end");
        do {
            for (byte b : second) {
                if (b != 0) {
                    throw new Malformed(structure, "end", start, "something other than zeros follows the end");
                }
            }
            start = offset;
        } while (another(second));
    }

    private boolean another(byte[] block) throws IOException, Malformed {
        int n = read(block, block.length);
        if (n < 0) {
            return false;
        }
        for (int have = n; have < block.length; have += n) {
            n = read(block, have, block.length - have);
            if (n < 0) {
                throw cut("end", "has " + have + " bytes behind its last whole block");
            }
        }
        return true;
    }

    private void readFully(byte[] into, String field) throws IOException, Malformed {
        int have = 0;
        while (have < into.length) {
            int n = read(into, have, into.length - have);
            if (n < 0) {
                throw cut(field, "ends inside: needs " + into.length + " bytes, has " + have);
            }
            have += n;
        }
    }

    private int read(byte[] into, int length) throws IOException, Malformed {
        return read(into, 0, length);
    }

    /// A compressed stream that breaks off or does not unpack is bad input, not a file out of reach.
    private int read(byte[] into, int from, int length) throws IOException, Malformed {
        try {
            int n = in.read(into, from, length);
            offset += Math.max(n, 0);
            return n;
        } catch (EOFException e) {
            throw cut("compression", "the compressed stream ends too early");
        } catch (ZipException e) {
            throw cut("compression", "does not unpack: " + e.getMessage());
        }
    }

    private Malformed cut(String field, String message) {
        return new Malformed(structure, field, offset, message);
    }

    private static int padding(long size) {
        return (int) (-size & TarBlock.SIZE - 1);
    }
}
