package dev.cloister.cli.drill.sight;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Makes what [Stream] opens.
final class Streams {
    private Streams() {}

    static byte[] pack(Stream stream, byte[] content) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        switch (stream) {
            case GZIP -> write(new GZIPOutputStream(packed), content);
            case ZLIB -> write(new DeflaterOutputStream(packed), content);
            case ZIP -> {
                ZipOutputStream zip = new ZipOutputStream(packed);
                zip.putNextEntry(new ZipEntry("folder/a name"));
                write(zip, content);
            }
            case ZSTD -> packed.writeBytes(Zstd.compress(content));
            case NONE -> packed.writeBytes(content);
        }
        return packed.toByteArray();
    }

    private static void write(OutputStream out, byte[] content) throws IOException {
        try (out) {
            out.write(content);
        }
    }
}
