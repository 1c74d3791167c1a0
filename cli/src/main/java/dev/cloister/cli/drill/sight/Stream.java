package dev.cloister.cli.drill.sight;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/// A compressed form that is known by how it begins.
enum Stream {
    /// RFC 1952.
    GZIP,
    /// RFC 1950: deflate with a head of two bytes.
    ZLIB,
    /// An entry of a zip file (APPNOTE 4.3.7): bare deflate after its head.
    ZIP,
    /// RFC 8878.
    ZSTD,
    NONE;

    private static final int ZIP_HEAD = 30;
    private static final int BUFFER = 1 << 13;

    /// What may begin here; it need not be one.
    static Stream at(byte[] text, int i, int length) {
        if (length - i < 4) return NONE;
        int second = text[i + 1] & 0xff;
        return switch (text[i]) {
            case 0x1f -> second == 0x8b && text[i + 2] == 8 ? GZIP : NONE;
            case 0x78 -> (0x78 << 8 | second) % 31 == 0 && (second & 0x20) == 0 ? ZLIB : NONE;
            case 'P' -> second == 'K' && text[i + 2] == 3 && text[i + 3] == 4 ? ZIP : NONE;
            case 0x28 -> second == 0xb5 && text[i + 2] == 0x2f && (text[i + 3] & 0xff) == 0xfd ? ZSTD : NONE;
            default -> NONE;
        };
    }

    /// What is in it.
    InputStream open(InputStream compressed) throws IOException {
        InputStream in = new BufferedInputStream(compressed, BUFFER);
        return switch (this) {
            case GZIP -> new GZIPInputStream(in);
            case ZLIB -> inflating(in, false);
            case ZIP -> {
                byte[] head = in.readNBytes(ZIP_HEAD);
                if (head.length < ZIP_HEAD || head[8] != 8) throw new IOException("not deflated");
                in.skipNBytes(number(head, 26) + number(head, 28));
                yield inflating(in, true);
            }
            case ZSTD -> new ZstdInputStream(in);
            case NONE -> throw new IllegalStateException("no stream begins here");
        };
    }

    private static int number(byte[] head, int at) {
        return head[at] & 0xff | (head[at + 1] & 0xff) << 8;
    }

    private static InputStream inflating(InputStream in, boolean bare) {
        Inflater inflater = new Inflater(bare);
        return new InflaterInputStream(in, inflater) {
            @Override
            public void close() throws IOException {
                inflater.end();
                super.close();
            }
        };
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
