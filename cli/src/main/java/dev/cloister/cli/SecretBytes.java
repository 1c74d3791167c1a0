package dev.cloister.cli;

import dev.cloister.bytes.Secret;
import dev.cloister.protocol.Resource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// A secret as its owner hands it over: the bytes of a file or of standard input, never an argument.
final class SecretBytes {
    static final int MAX_BYTES = Resource.MAX_BYTES;

    private SecretBytes() {}

    /// As it is; a line end at its end is part of it.
    static Secret read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString());
        }
    }

    static Secret read(InputStream in, String name) throws IOException {
        byte[] content = in.readNBytes(MAX_BYTES + 1);
        if (content.length > MAX_BYTES) {
            Arrays.fill(content, (byte) 0);
            throw new IOException(tooLong(name));
        }
        return Secret.of(content);
    }

    static String tooLong(String name) {
        return name + " is longer than " + MAX_BYTES + " bytes, which a secret may have";
    }
}
