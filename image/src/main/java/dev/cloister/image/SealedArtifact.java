package dev.cloister.image;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.image.block.SealedBlob;
import dev.cloister.image.layout.Descriptor;
import dev.cloister.image.layout.LayoutWriter;
import dev.cloister.image.layout.MediaTypes;
import dev.cloister.workload.SealedRoot;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// The sealed root as an OCI artifact in a layout of its own: a manifest with the artifact type, the
/// descriptor as its config and the blob as its one layer.
public final class SealedArtifact {
    private SealedArtifact() {}

    /// Tells a sealed root from an ordinary image, in a folder or an archive. Index, manifest and descriptor
    /// of a sealed root are read strictly and held against their digests, the blob against its length and
    /// form; its content is not read, so that opening does not grow with the image.
    public static Opened open(Path path) throws IOException, Malformed {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(
                    path + ": no such file or folder; `cloister protect` makes the sealed folder of an image");
        }
        if (!Files.exists(path.resolve(LayoutWriter.MARKER))) {
            return new Opened.Unprotected(ImageReference.parse(path.toString()));
        }
        ImageReference.OciLayout reference = new ImageReference.OciLayout(path, "");
        FolderBlobs blobs = FolderBlobs.open(path);
        if (!holdsOneManifest(blobs)) {
            return new Opened.Unprotected(reference);
        }
        OciReader reader = new OciReader(reference, blobs);
        Descriptor descriptor = reader.manifestDescriptor();
        JsonFields manifest = reader.verified(descriptor, Limits.MANIFEST_BYTES);
        if (!manifest.optionalText("artifactType").orElse("").equals(SealedRoot.ARTIFACT_TYPE)) {
            return new Opened.Unprotected(reference);
        }
        return sealed(blobs, reader, manifest);
    }

    private static boolean holdsOneManifest(FolderBlobs blobs) throws IOException, Malformed {
        String where = blobs.where(LayoutWriter.INDEX);
        Bytes index = blobs.read(LayoutWriter.INDEX, Limits.MANIFEST_BYTES);
        List<JsonFields> entries =
                JsonFields.parse(where, index.array(), Limits.JSON_DEPTH).objects("manifests");
        return entries.size() == 1 && entries.getFirst().text("mediaType").equals(MediaTypes.MANIFEST);
    }

    private static Opened.Protected sealed(FolderBlobs blobs, OciReader reader, JsonFields manifest)
            throws IOException, Malformed {
        manifest.number("schemaVersion", 2, 2);
        if (!manifest.text("mediaType").equals(MediaTypes.MANIFEST)) {
            throw manifest.bad("mediaType", "must be " + MediaTypes.MANIFEST);
        }
        Descriptor config = typed(manifest.object("config"), SealedRoot.CONFIG_TYPE);
        List<JsonFields> layers = manifest.objects("layers");
        if (layers.size() != 1) {
            throw manifest.bad("layers", "must have one entry, has " + layers.size());
        }
        Descriptor blob = typed(layers.getFirst(), SealedRoot.BLOB_TYPE);
        manifest.optionalObject("subject");
        manifest.optionalObject("annotations");
        manifest.end();
        Bytes raw = reader.content(config, Limits.MANIFEST_BYTES);
        SealedRoot root = SealedRoot.fromJson(Json.parse(blobs.where(config.path()), raw.array(), Limits.JSON_DEPTH));
        reader.requireSize(blob, Long.MAX_VALUE);
        Path file = blobs.folder().resolve(blob.path());
        requireForm(file, blob.sizeBytes(), root);
        return new Opened.Protected(root, file);
    }

    private static Descriptor typed(JsonFields fields, String mediaType) throws Malformed {
        Descriptor descriptor = Descriptor.read(fields);
        if (!descriptor.mediaType().equals(mediaType)) {
            throw fields.bad("mediaType", "must be " + mediaType);
        }
        return descriptor;
    }

    private static void requireForm(Path file, long size, SealedRoot root) throws IOException, Malformed {
        if (size < SealedBlob.BLOCK) {
            throw new Malformed(file.toString(), "", -1, "is truncated: it has " + size + " bytes");
        }
        byte[] last = new byte[SealedBlob.BLOCK];
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(size - last.length);
            in.readFully(last);
        }
        SealedBlob form = SealedBlob.parse(last, size);
        boolean same = form.dataBytes() == root.dataBytes()
                && form.hashOffset() == root.hashOffset()
                && root.salt().equals(SealedBlob.SALT);
        if (!same) {
            throw new Malformed(file.toString(), "", -1, "does not have the layout that its descriptor states");
        }
    }

    /// Writes the layout into `folder`, the index last, and gives the blob's new place.
    static Path write(Path folder, SealedRoot root, Path blob, Bytes blobDigest) throws IOException {
        LayoutWriter layout = new LayoutWriter(folder);
        Descriptor layer = new Descriptor(SealedRoot.BLOB_TYPE, blobDigest, Files.size(blob));
        Path moved = layout.moveBlob(layer, blob);
        Descriptor config =
                layout.blob(SealedRoot.CONFIG_TYPE, Bytes.utf8(root.toJson().compact()));
        Descriptor manifest = layout.manifest(SealedRoot.ARTIFACT_TYPE, config, List.of(layer));
        layout.index(manifest, "");
        layout.keepOnly(List.of(layer, config, manifest));
        return moved;
    }

    /// Whether sealing may write here: nothing, an empty folder, or a sealed root that it replaces.
    static boolean isReplaceable(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return true;
        }
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (var entries = Files.list(folder)) {
            if (entries.findAny().isEmpty()) {
                return true;
            }
        }
        try {
            return open(folder) instanceof Opened.Protected;
        } catch (Malformed e) {
            return false;
        }
    }
}
