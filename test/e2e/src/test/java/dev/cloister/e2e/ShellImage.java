package dev.cloister.e2e;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import dev.cloister.image.layout.Descriptor;
import dev.cloister.image.layout.LayoutWriter;
import dev.cloister.image.layout.MediaTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The small sample's files, with a shell script in place of its server, as an ordinary user.
final class ShellImage {
    private ShellImage() {}

    /// An OCI layout in a new folder.
    static Path make(Path folder, String script) throws IOException, InterruptedException {
        Bytes layer;
        try (Stream<Path> blobs = Files.list(Sample.web().resolve("blobs/sha256"))) {
            layer = Bytes.of(Files.readAllBytes(
                    blobs.max(Comparator.comparingLong(blob -> blob.toFile().length()))
                            .orElseThrow()));
        }
        JsonObject process = Json.object()
                .put("User", "1000:1000")
                .put("Env", texts("PATH=/bin"))
                .put("Entrypoint", texts("/bin/sh", "-c", script))
                .build();
        Json rootfs = Json.object()
                .put("type", "layers")
                .put("diff_ids", texts("sha256:" + Digests.sha256(layer).hex()))
                .build();
        JsonObject config = Json.object()
                .put("architecture", "amd64")
                .put("os", "linux")
                .put("config", process)
                .put("rootfs", rootfs)
                .build();
        LayoutWriter layout = new LayoutWriter(folder);
        Descriptor blob = layout.blob(MediaTypes.LAYER_TAR, layer);
        layout.index(
                layout.manifest("", layout.blob(MediaTypes.CONFIG, Bytes.utf8(config.compact())), List.of(blob)),
                "latest");
        return folder;
    }

    private static Json texts(String... texts) {
        return Json.array(Stream.of(texts).map(Json::text).toList());
    }
}
