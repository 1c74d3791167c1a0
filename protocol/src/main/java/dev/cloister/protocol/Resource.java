package dev.cloister.protocol;

import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;

/// A resource in one of its versions.
public final class Resource implements AutoCloseable {
    /// Larger ones are refused when they are stored: a sealed volume is the way to carry more.
    public static final int MAX_BYTES = 1024 * 1024;

    /// Of all resources of one request.
    public static final int MAX_TOTAL_BYTES = 2 * 1024 * 1024;

    private static final long MAX_VERSION = 1L << 53;

    private final String path;
    private final long version;
    private final Secret content;

    /// Takes over the content.
    ///
    /// @param version per path, from 1, never reused
    public Resource(String path, long version, Secret content) {
        this.path = path;
        this.version = version;
        this.content = content;
    }

    public String path() {
        return path;
    }

    public long version() {
        return version;
    }

    public Secret content() {
        return content;
    }

    static Resource parse(JsonFields in, String path) throws Malformed {
        if (!in.text("path").equals(path)) throw in.bad("path", "must be " + path);
        long version = in.number("version", 1, MAX_VERSION);
        Secret content = Secret.fromBase64Url("ResourcesAnswer", "items.data", in.text("data"));
        in.end();
        return new Resource(path, version, content);
    }

    @Override
    public void close() {
        content.close();
    }

    @Override
    public String toString() {
        return "Resource(" + path + ", version " + version + ", " + content + ")";
    }
}
