package dev.cloister.image.layout;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes a layout into a folder: blobs first, the index that names them last and at once, so that a reader
/// sees the old image or the new one. Equal input gives equal bytes.
public final class LayoutWriter {
    public static final String MARKER = "oci-layout";
    public static final String INDEX = "index.json";

    private static final Pattern BLOB_NAME = Pattern.compile("[0-9a-f]{64}");
    private static final String TAG = "org.opencontainers.image.ref.name";

    private final Path folder;

    /// Makes the folder and its blobs folder where they are missing.
    public LayoutWriter(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("blobs/sha256"));
    }

    public Descriptor blob(String mediaType, Bytes content) throws IOException {
        Descriptor descriptor = Descriptor.of(mediaType, content);
        durable(folder.resolve(descriptor.path()), content);
        return descriptor;
    }

    /// Takes over a file of the same disk, whose digest the caller has made.
    public Path moveBlob(Descriptor descriptor, Path file) throws IOException {
        Path target = folder.resolve(descriptor.path());
        Files.move(file, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        return target;
    }

    /// OCI image specification, "Image Manifest"; an empty `artifactType` is left out.
    public Descriptor manifest(String artifactType, Descriptor config, List<Descriptor> layers) throws IOException {
        JsonObject.Builder manifest = Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.MANIFEST);
        if (!artifactType.isEmpty()) {
            manifest.put("artifactType", artifactType);
        }
        manifest.put("config", config.json().build());
        manifest.put(
                "layers",
                Json.array(layers.stream().map(layer -> layer.json().build()).toList()));
        return blob(MediaTypes.MANIFEST, Bytes.utf8(manifest.build().compact()));
    }

    /// The layout's one entry, which completes it; an empty `tag` is left out.
    public void index(Descriptor manifest, String tag) throws IOException {
        JsonObject.Builder entry = manifest.json();
        if (!tag.isEmpty()) {
            entry.put("annotations", Json.object().put(TAG, tag).build());
        }
        JsonObject index = Json.object()
                .put("schemaVersion", 2)
                .put("mediaType", MediaTypes.INDEX)
                .put("manifests", Json.array(List.of(entry.build())))
                .build();
        durable(folder.resolve(MARKER), Bytes.utf8("{\"imageLayoutVersion\":\"1.0.0\"}"));
        durable(folder.resolve(INDEX), Bytes.utf8(index.compact()));
    }

    /// Deletes the blobs of what the layout held before.
    public void keepOnly(List<Descriptor> wanted) throws IOException {
        Set<String> names = wanted.stream().map(blob -> blob.digest().hex()).collect(Collectors.toSet());
        try (Stream<Path> blobs = Files.list(folder.resolve("blobs/sha256"))) {
            for (Path blob : blobs.toList()) {
                String name = blob.getFileName().toString();
                if (BLOB_NAME.matcher(name).matches() && !names.contains(name)) {
                    Files.delete(blob);
                }
            }
        }
    }

    /// Beside its place first, then renamed over it, with the content on the disk before the name.
    private static void durable(Path target, Bytes content) throws IOException {
        Path beside = target.resolveSibling("." + target.getFileName() + ".new");
        try {
            Files.write(beside, content.array());
            try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(beside, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
    }
}
