package dev.cloister.image;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonArray;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what `docker save` writes: `manifest.json` lists images by their config, tags and layers. Layers are
/// checked against the config, and config and blobs against their own names where these are digests.
final class DockerReader {
    static final String INDEX = "manifest.json";
    private static final Pattern DIGEST_NAME = Pattern.compile("(?:.*/)?(?:sha256:)?([0-9a-f]{64})(?:\\.json)?");
    private static final Pattern BLOB_PATH = Pattern.compile("blobs/sha256/([0-9a-f]{64})");

    private final ImageReference.DockerArchive reference;
    private final Blobs blobs;

    DockerReader(ImageReference.DockerArchive reference, Blobs blobs) {
        this.reference = reference;
        this.blobs = blobs;
    }

    Image image() throws IOException, Malformed {
        if (!blobs.has(INDEX)) {
            throw new Malformed(reference.text(), "", -1, "has no manifest.json, so docker save did not write it");
        }
        JsonFields chosen = choose();
        String configPath = chosen.text("Config");
        Bytes raw = blobs.read(configPath, Limits.CONFIG_BYTES);
        Bytes id = Digests.sha256(raw);
        Matcher named = DIGEST_NAME.matcher(configPath);
        if (named.matches() && !named.group(1).equals(id.hex())) {
            throw new Malformed(blobs.where(configPath), "", -1, "is corrupt: it hashes to sha256:" + id);
        }
        ImageConfig config = ImageConfig.parse(blobs.where(configPath), raw);
        return new Image(reference, blobs, id, config, layers(chosen, config));
    }

    private JsonFields choose() throws IOException, Malformed {
        String where = blobs.where(INDEX);
        Json index = Json.parse(where, blobs.read(INDEX, Limits.MANIFEST_BYTES).array(), Limits.JSON_DEPTH);
        if (!(index instanceof JsonArray array)) {
            throw new Malformed(where, "", -1, "must be an array, is " + index.kind());
        }
        List<JsonFields> found = new ArrayList<>();
        List<String> tags = new ArrayList<>();
        for (Json item : array.items()) {
            JsonFields fields = JsonFields.of(where, item);
            List<String> has = fields.optionalValue("RepoTags").isEmpty() ? List.of() : fields.texts("RepoTags");
            tags.addAll(has);
            if (reference.tag().isEmpty() || has.stream().anyMatch(this::isAskedFor)) {
                found.add(fields);
            }
        }
        if (found.size() != 1) {
            String tagged = tags.isEmpty() ? "none is tagged" : "tags: " + String.join(", ", tags);
            throw new Malformed(
                    where,
                    "",
                    -1,
                    "holds " + found.size() + " images"
                            + (reference.tag().isEmpty() ? "" : " tagged " + reference.tag()) + " (" + tagged + ")");
        }
        return found.getFirst();
    }

    /// `web:1` and `1` both name the image tagged `web:1`.
    private boolean isAskedFor(String tag) {
        return tag.equals(reference.tag()) || tag.endsWith(":" + reference.tag());
    }

    private List<Layer> layers(JsonFields chosen, ImageConfig config) throws IOException, Malformed {
        List<String> paths = chosen.texts("Layers");
        if (paths.size() > Limits.LAYERS || paths.size() != config.diffIds().size()) {
            throw chosen.bad(
                    "Layers",
                    "has " + paths.size() + ", the config names "
                            + config.diffIds().size() + ", at most " + Limits.LAYERS + " are read");
        }
        List<Layer> layers = new ArrayList<>();
        for (String path : paths) {
            Matcher blob = BLOB_PATH.matcher(path);
            Bytes digest = blob.matches() ? Bytes.hex(blob.group(1)) : Bytes.EMPTY;
            Bytes diffId = config.diffIds().get(layers.size());
            layers.add(new Layer(layers.size() + 1, path, blobs.size(path), digest, diffId));
        }
        return layers;
    }
}
