package dev.cloister.workload;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import java.util.ArrayList;
import java.util.List;

/// Descriptor of a sealed root: how the blob beside it is opened and what it was made from (design 5). It is
/// the config of the OCI artifact.
///
/// The guest trusts none of this: it has the root hash and the key path from init-data, and everything else
/// is either covered by the root hash or makes opening fail. The host reads it: of the image's content it tells
/// nothing,
/// as the image's own config is inside the sealed root.
///
/// @param verityRoot dm-verity root hash (SHA-256), over the ciphertext
/// @param salt of the tree; empty for none
/// @param dataBytes length of the encrypted file system, a multiple of 4096
/// @param hashOffset where superblock and tree begin in the blob, a multiple of 4096 not below `dataBytes`
/// @param tools what made it: name and version
public record SealedRoot(
        Bytes verityRoot,
        Bytes salt,
        long dataBytes,
        long hashOffset,
        ResourcePath key,
        Source source,
        List<Tool> tools) {

    public static final String FORMAT = "cloister-sealed-root-1";
    public static final String ARTIFACT_TYPE = "application/vnd.cloister.sealed-root.v1";
    public static final String CONFIG_TYPE = "application/vnd.cloister.sealed-root.config.v1+json";
    public static final String BLOB_TYPE = "application/vnd.cloister.sealed-root.blob.v1";
    public static final String CIPHER = "aes-xts-plain64";
    public static final String HASH = "sha256";

    /// Of the cipher's sectors and of the tree's data and hash blocks alike.
    public static final int BLOCK_BYTES = 4096;

    static final int MAX_SALT_BYTES = 256;
    private static final String STRUCTURE = "SealedRoot";
    private static final String SHA256 = "sha256:";

    public SealedRoot {
        tools = List.copyOf(tools);
        if (verityRoot.length() != 32) throw new IllegalArgumentException("a root hash has 32 bytes");
        if (salt.length() > MAX_SALT_BYTES) throw new IllegalArgumentException("salt is too long");
        if (!isBlocks(dataBytes) || !isBlocks(hashOffset) || hashOffset < dataBytes) {
            throw new IllegalArgumentException("data " + dataBytes + ", hash offset " + hashOffset);
        }
    }

    /// @param reference the image as the owner named it
    /// @param manifest digest (SHA-256) of its OCI manifest
    public record Source(String reference, Bytes manifest) {
        public Source {
            if (manifest.length() != 32) throw new IllegalArgumentException("a manifest digest has 32 bytes");
        }
    }

    public record Tool(String name, String version) {}

    public JsonObject toJson() {
        JsonObject.Builder made = Json.object();
        for (Tool tool : tools) made.put(tool.name(), tool.version());
        return Json.object()
                .put("format", FORMAT)
                .put("verity", HASH + ":" + verityRoot.hex())
                .put("salt", salt.hex())
                .put("dataBytes", dataBytes)
                .put("hashOffset", hashOffset)
                .put("blockBytes", BLOCK_BYTES)
                .put("cipher", CIPHER)
                .put("key", key.uri())
                .put(
                        "source",
                        Json.object()
                                .put("reference", source.reference())
                                .put("manifest", SHA256 + source.manifest().hex())
                                .build())
                .put("tools", made.build())
                .build();
    }

    /// Strict: all members, no others, and only the one cipher and block size there are. Older ones say how the image
    /// is
    /// started, which is for the guest alone to know: passed over.
    public static SealedRoot fromJson(Json json) throws Malformed {
        JsonFields in = JsonFields.of(STRUCTURE, json);
        constant(in, "format", FORMAT);
        constant(in, "cipher", CIPHER);
        in.number("blockBytes", BLOCK_BYTES, BLOCK_BYTES);
        Bytes verityRoot = sha256(in, "verity");
        Bytes salt = in.hex("salt");
        if (salt.length() > MAX_SALT_BYTES) throw in.bad("salt", "is longer than " + MAX_SALT_BYTES + " bytes");
        long dataBytes = blocks(in, "dataBytes");
        long hashOffset = blocks(in, "hashOffset");
        if (hashOffset < dataBytes) throw in.bad("hashOffset", "lies inside the data");
        ResourcePath key = ResourcePath.parseUri(STRUCTURE, "key", in.text("key"));
        Source source = source(in.object("source"));
        List<Tool> tools = tools(in.object("tools"));
        in.optionalObject("image");
        in.end();
        return new SealedRoot(verityRoot, salt, dataBytes, hashOffset, key, source, tools);
    }

    private static Source source(JsonFields in) throws Malformed {
        Source source = new Source(in.text("reference"), sha256(in, "manifest"));
        in.end();
        return source;
    }

    private static List<Tool> tools(JsonFields in) throws Malformed {
        List<Tool> tools = new ArrayList<>();
        for (String name : in.names()) tools.add(new Tool(name, in.text(name)));
        return tools;
    }

    private static Bytes sha256(JsonFields in, String name) throws Malformed {
        String text = in.text(name);
        if (!text.startsWith(SHA256) || text.length() != SHA256.length() + 64) {
            throw in.bad(name, "must be sha256: and 64 hex digits");
        }
        return Bytes.parseHex(STRUCTURE, name, text.substring(SHA256.length()));
    }

    private static long blocks(JsonFields in, String name) throws Malformed {
        long bytes = in.number(name);
        if (!isBlocks(bytes)) throw in.bad(name, "must be a positive multiple of " + BLOCK_BYTES + ", is " + bytes);
        return bytes;
    }

    private static boolean isBlocks(long bytes) {
        return bytes > 0 && bytes % BLOCK_BYTES == 0;
    }

    private static void constant(JsonFields in, String name, String value) throws Malformed {
        if (!in.text(name).equals(value)) throw in.bad(name, "must be " + value);
    }
}
