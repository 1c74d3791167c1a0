package dev.cloister.image;

import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// An image laid out in a folder.
record FolderBlobs(Path folder) implements Blobs {
    static FolderBlobs open(Path folder) throws IOException, Malformed {
        if (!Files.exists(folder)) {
            throw new NoSuchFileException(folder + ": no such folder");
        }
        if (!Files.isDirectory(folder)) {
            throw new Malformed(folder.toString(), "", -1, "is not a folder");
        }
        return new FolderBlobs(folder);
    }

    @Override
    public boolean has(String path) {
        return Files.isRegularFile(folder.resolve(path));
    }

    @Override
    public long size(String path) throws IOException, Malformed {
        return Files.size(present(path));
    }

    @Override
    public InputStream open(String path) throws IOException, Malformed {
        return Files.newInputStream(present(path));
    }

    @Override
    public String where(String path) {
        return folder.resolve(path).toString();
    }

    @Override
    public void close() {}

    private Path present(String path) throws Malformed {
        if (!has(path)) {
            throw new Malformed(where(path), "", -1, "is missing from the image");
        }
        return folder.resolve(path);
    }
}
