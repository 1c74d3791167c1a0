package dev.cloister.image.flatten;

import dev.cloister.bytes.Malformed;
import dev.cloister.image.tar.Xattr;
import java.util.function.Function;

/// What a tree may take of the heap: every name in it, whether a layer lists it or it was made on the way,
/// and all bytes that layers say about files beside their content. Only ever counted up, so that no order of
/// entries gets round it.
final class Budget {
    static final long MAX_NODES = 2_000_000;

    /// Of names, link targets and extended attributes together.
    static final long MAX_METADATA_BYTES = 256L << 20;

    /// What the JVM needs for an attribute beside the bytes of its name and value.
    static final int ATTRIBUTE_BYTES = 128;

    private final long maxNodes;
    private final long maxMetadataBytes;
    private long nodes;
    private long metadataBytes;

    Budget() {
        this(MAX_NODES, MAX_METADATA_BYTES);
    }

    Budget(long maxNodes, long maxMetadataBytes) {
        this.maxNodes = maxNodes;
        this.maxMetadataBytes = maxMetadataBytes;
    }

    void node(String name, Function<String, Malformed> bad) throws Malformed {
        if (++nodes > maxNodes) {
            throw bad.apply("makes more than the " + maxNodes + " files and folders that an image may have");
        }
        metadata(name.length(), bad);
    }

    void attribute(Xattr xattr, Function<String, Malformed> bad) throws Malformed {
        metadata(ATTRIBUTE_BYTES + xattr.name().length() + xattr.value().length(), bad);
    }

    void metadata(int bytes, Function<String, Malformed> bad) throws Malformed {
        metadataBytes += bytes;
        if (metadataBytes > maxMetadataBytes) {
            throw bad.apply("exceeds the " + maxMetadataBytes
                    + " bytes of names, link targets and attributes that an image may have");
        }
    }
}
