package dev.cloister.image.layout;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;

/// OCI image specification, "Content Descriptors": what a blob is, how large, and its SHA-256.
public record Descriptor(String mediaType, Bytes digest, long sizeBytes) {
    private static final String ALGORITHM = "sha256:";

    public static Descriptor of(String mediaType, Bytes content) {
        return new Descriptor(mediaType, Digests.sha256(content), content.length());
    }

    /// Takes the three members and leaves others (annotations, platform) to the caller.
    public static Descriptor read(JsonFields fields) throws Malformed {
        String mediaType = fields.text("mediaType");
        Bytes digest = digest(fields, "digest", fields.text("digest"));
        return new Descriptor(mediaType, digest, fields.number("size", 0, Long.MAX_VALUE));
    }

    /// `sha256:` and 64 lower-case hex digits; other algorithms are refused.
    public static Bytes digest(JsonFields owner, String member, String text) throws Malformed {
        if (!text.startsWith(ALGORITHM) || text.length() != ALGORITHM.length() + 64) {
            throw owner.bad(member, "must be sha256: and 64 hex digits");
        }
        return Bytes.parseHex(member, "sha256", text.substring(ALGORITHM.length()));
    }

    public static String text(Bytes digest) {
        return ALGORITHM + digest.hex();
    }

    /// Where a layout keeps the blob.
    public String path() {
        return "blobs/sha256/" + digest.hex();
    }

    public JsonObject.Builder json() {
        return Json.object()
                .put("mediaType", mediaType)
                .put("digest", text(digest))
                .put("size", sizeBytes);
    }
}
