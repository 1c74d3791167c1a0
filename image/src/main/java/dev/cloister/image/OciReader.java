package dev.cloister.image;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.image.layout.Descriptor;
import dev.cloister.image.layout.LayoutWriter;
import dev.cloister.image.layout.MediaTypes;
import dev.cloister.workload.SealedRoot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads an OCI image layout, from a folder or an archive: marker, index, manifest, config, in this order,
/// each held against the size and digest that the one before states.
final class OciReader {
    private static final String TAG = "org.opencontainers.image.ref.name";
    private static final Set<String> LAYERS = Set.of(
            MediaTypes.LAYER_TAR,
            "application/vnd.oci.image.layer.v1.tar+gzip",
            "application/vnd.oci.image.layer.v1.tar+zstd",
            "application/vnd.oci.image.layer.nondistributable.v1.tar",
            "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
            "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
            "application/vnd.docker.image.rootfs.diff.tar",
            "application/vnd.docker.image.rootfs.diff.tar.gzip",
            "application/vnd.docker.image.rootfs.diff.tar.zstd",
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip");

    private final ImageReference reference;
    private final Blobs blobs;

    OciReader(ImageReference reference, Blobs blobs) {
        this.reference = reference;
        this.blobs = blobs;
    }

    Image image() throws IOException, Malformed {
        Descriptor descriptor = manifestDescriptor();
        JsonFields manifest = verified(descriptor, Limits.MANIFEST_BYTES);
        manifest.number("schemaVersion", 2, 2);
        if (manifest.optionalText("artifactType").orElse("").equals(SealedRoot.ARTIFACT_TYPE)) {
            throw new Malformed(reference.text(), "", -1, "is already protected: it is a sealed root");
        }
        Descriptor config = Descriptor.read(manifest.object("config"));
        if (!Set.of(MediaTypes.CONFIG, MediaTypes.DOCKER_CONFIG).contains(config.mediaType())) {
            throw manifest.bad("config.mediaType", "is " + config.mediaType() + ", so this is not an image");
        }
        Bytes raw = content(config, Limits.CONFIG_BYTES);
        ImageConfig parsed = ImageConfig.parse(blobs.where(config.path()), raw);
        return new Image(reference, blobs, descriptor.digest(), parsed, layers(manifest, parsed));
    }

    /// Through all indexes to the one manifest; also how a sealed artifact is found.
    Descriptor manifestDescriptor() throws IOException, Malformed {
        JsonFields marker = small(LayoutWriter.MARKER);
        if (!marker.text("imageLayoutVersion").equals("1.0.0")) {
            throw marker.bad("imageLayoutVersion", "must be 1.0.0");
        }
        Descriptor chosen = choose(small(LayoutWriter.INDEX), reference.tag());
        for (int depth = 0; isIndex(chosen); depth++) {
            if (depth == Limits.INDEX_DEPTH) {
                throw new Malformed(reference.text(), "", -1, "has indexes nested deeper than " + depth);
            }
            chosen = choose(verified(chosen, Limits.MANIFEST_BYTES), "");
        }
        if (!Set.of(MediaTypes.MANIFEST, MediaTypes.DOCKER_MANIFEST).contains(chosen.mediaType())) {
            throw new Malformed(reference.text(), "", -1, "points to " + chosen.mediaType() + ", not to an image");
        }
        return chosen;
    }

    /// The one entry with the tag, if one was asked for, that is for linux/amd64 or says nothing about its
    /// platform.
    private Descriptor choose(JsonFields index, String tag) throws Malformed {
        index.number("schemaVersion", 2, 2);
        Map<Bytes, Descriptor> found = new LinkedHashMap<>();
        List<String> tags = new ArrayList<>();
        List<String> platforms = new ArrayList<>();
        for (JsonFields entry : index.objects("manifests")) {
            String has = tag(entry);
            if (!has.isEmpty()) {
                tags.add(has);
            }
            if (!tag.isEmpty() && !tag.equals(has)) {
                continue;
            }
            String platform = platform(entry);
            platforms.add(platform);
            if (platform.isEmpty() || platform.equals("linux/amd64")) {
                Descriptor descriptor = Descriptor.read(entry);
                found.put(descriptor.digest(), descriptor);
            }
        }
        if (found.size() == 1) {
            return found.values().iterator().next();
        }
        String tagged = tags.isEmpty() ? "none is tagged" : "tags: " + String.join(", ", tags);
        if (found.size() > 1) {
            throw index.bad("manifests", "holds " + found.size() + " images: say which by its tag (" + tagged + ")");
        }
        throw index.bad(
                "manifests",
                platforms.isEmpty()
                        ? "has no image" + (tag.isEmpty() ? "" : " tagged " + tag) + " (" + tagged + ")"
                        : "has no image for linux/amd64, only for " + String.join(", ", platforms));
    }

    private static String tag(JsonFields entry) throws Malformed {
        Optional<JsonFields> annotations = entry.optionalObject("annotations");
        return annotations.isEmpty() ? "" : annotations.get().optionalText(TAG).orElse("");
    }

    /// `os/architecture`, with the variant where one is named that not every amd64 machine has; empty if not
    /// stated.
    private static String platform(JsonFields entry) throws Malformed {
        Optional<JsonFields> platform = entry.optionalObject("platform");
        if (platform.isEmpty()) {
            return "";
        }
        String variant = platform.get().optionalText("variant").orElse("");
        boolean plain = variant.isEmpty() || variant.equals("v1");
        return platform.get().text("os") + "/" + platform.get().text("architecture") + (plain ? "" : "/" + variant);
    }

    private List<Layer> layers(JsonFields manifest, ImageConfig config) throws IOException, Malformed {
        List<JsonFields> stated = manifest.objects("layers");
        if (stated.size() > Limits.LAYERS || stated.size() != config.diffIds().size()) {
            throw manifest.bad(
                    "layers",
                    "has " + stated.size() + ", the config names "
                            + config.diffIds().size() + ", at most " + Limits.LAYERS + " are read");
        }
        List<Layer> layers = new ArrayList<>();
        for (JsonFields fields : stated) {
            Descriptor descriptor = Descriptor.read(fields);
            if (!LAYERS.contains(descriptor.mediaType())) {
                boolean encrypted = descriptor.mediaType().endsWith("+encrypted");
                throw fields.bad(
                        "mediaType",
                        "is " + descriptor.mediaType()
                                + (encrypted ? ": encrypted layers are not read" : ", no layer"));
            }
            requireSize(descriptor, Limits.LAYER_BYTES);
            int number = layers.size() + 1;
            Bytes diffId = config.diffIds().get(number - 1);
            layers.add(new Layer(number, descriptor.path(), descriptor.sizeBytes(), descriptor.digest(), diffId));
        }
        return layers;
    }

    private JsonFields small(String path) throws IOException, Malformed {
        return JsonFields.parse(
                blobs.where(path), blobs.read(path, Limits.MANIFEST_BYTES).array(), Limits.JSON_DEPTH);
    }

    JsonFields verified(Descriptor descriptor, int max) throws IOException, Malformed {
        return JsonFields.parse(
                blobs.where(descriptor.path()), content(descriptor, max).array(), Limits.JSON_DEPTH);
    }

    Bytes content(Descriptor descriptor, int max) throws IOException, Malformed {
        requireSize(descriptor, max);
        Bytes content = blobs.read(descriptor.path(), max);
        Bytes digest = Digests.sha256(content);
        if (!digest.equals(descriptor.digest())) {
            throw new Malformed(blobs.where(descriptor.path()), "", -1, "is corrupt: it hashes to sha256:" + digest);
        }
        return content;
    }

    void requireSize(Descriptor descriptor, long max) throws IOException, Malformed {
        long size = blobs.size(descriptor.path());
        String where = blobs.where(descriptor.path());
        if (size != descriptor.sizeBytes()) {
            String kind = size < descriptor.sizeBytes() ? "is truncated: " : "is too long: ";
            throw new Malformed(
                    where, "", -1, kind + "it has " + size + " bytes, the image says " + descriptor.sizeBytes());
        }
        if (size > max) {
            throw new Malformed(where, "", -1, "has " + size + " bytes, at most " + max + " are read");
        }
    }

    private static boolean isIndex(Descriptor descriptor) {
        return Set.of(MediaTypes.INDEX, MediaTypes.DOCKER_INDEX).contains(descriptor.mediaType());
    }
}
