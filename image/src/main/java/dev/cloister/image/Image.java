package dev.cloister.image;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;

/// An image whose manifest and config have been read and match their digests; its layers are checked as they
/// are read.
///
/// Holds files open until it is closed.
public final class Image implements AutoCloseable {
    private final ImageReference reference;
    private final Blobs blobs;
    private final Bytes manifestDigest;
    private final ImageConfig config;
    private final List<Layer> layers;

    Image(ImageReference reference, Blobs blobs, Bytes manifestDigest, ImageConfig config, List<Layer> layers) {
        this.reference = reference;
        this.blobs = blobs;
        this.manifestDigest = manifestDigest;
        this.config = config;
        this.layers = List.copyOf(layers);
    }

    /// Of an index for several platforms, the image for linux/amd64. An archive that is compressed is unpacked into
    /// `work` until the image is closed, or into the nearest folder above it that exists.
    public static Image open(ImageReference reference, Path work) throws IOException, Malformed {
        Blobs blobs = switch (reference) {
            case ImageReference.OciLayout layout -> FolderBlobs.open(layout.path());
            case ImageReference.OciArchive archive -> ArchiveBlobs.open(archive.path(), work);
            case ImageReference.DockerArchive archive -> ArchiveBlobs.open(archive.path(), work);
        };
        try {
            return switch (reference) {
                case ImageReference.OciLayout layout -> new OciReader(layout, blobs).image();
                case ImageReference.OciArchive archive -> new OciReader(archive, blobs).image();
                case ImageReference.DockerArchive archive -> new DockerReader(archive, blobs).image();
            };
        } catch (IOException | Malformed e) {
            blobs.close();
            throw e;
        }
    }

    public ImageReference reference() {
        return reference;
    }

    /// SHA-256 of the manifest; of the config, which Docker calls the image's id, where an archive of Docker
    /// has no manifest.
    public Bytes manifestDigest() {
        return manifestDigest;
    }

    public ImageConfig config() {
        return config;
    }

    /// The lowest first.
    public List<Layer> layers() {
        return layers;
    }

    /// Bytes of all layers, packed.
    public long layerBytes() {
        return layers.stream().mapToLong(Layer::sizeBytes).sum();
    }

    LayerInput read(Layer layer, LongConsumer progress) throws IOException, Malformed {
        return new LayerInput(blobs, layer, progress);
    }

    /// A layer for a sentence: `layer 2 of 3 (img/blobs/sha256/…)`.
    String name(Layer layer) {
        return "layer " + layer.number() + " of " + layers.size() + " (" + blobs.where(layer.path()) + ")";
    }

    @Override
    public void close() throws IOException {
        blobs.close();
    }
}
