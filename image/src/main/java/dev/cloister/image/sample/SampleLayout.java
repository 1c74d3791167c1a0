package dev.cloister.image.sample;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.JsonText;
import dev.cloister.image.layout.Descriptor;
import dev.cloister.image.layout.LayoutWriter;
import dev.cloister.image.layout.MediaTypes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// How a sample becomes an OCI layout: one layer, one config, nothing that depends on the day.
final class SampleLayout {
    private static final String TAG = "latest";

    private SampleLayout() {}

    /// @param path of the environment
    static void write(Path folder, Bytes layer, String path, String... entrypoint) throws IOException {
        LayoutWriter layout = new LayoutWriter(folder);
        Descriptor blob = layout.blob(MediaTypes.LAYER_TAR, layer);
        Descriptor config = layout.blob(
                MediaTypes.CONFIG, Bytes.utf8(config(layer, path, entrypoint).compact()));
        Descriptor manifest = layout.manifest("", config, List.of(blob));
        layout.index(manifest, TAG);
        layout.keepOnly(List.of(blob, config, manifest));
    }

    private static JsonObject config(Bytes layer, String path, String... entrypoint) {
        JsonObject process = Json.object()
                .put("Env", texts("PATH=" + path))
                .put("Entrypoint", texts(entrypoint))
                .put("WorkingDir", "/")
                .put(
                        "ExposedPorts",
                        Json.object().put("80/tcp", Json.object().build()).build())
                .build();
        return Json.object()
                .put("architecture", "amd64")
                .put("os", "linux")
                .put("config", process)
                .put(
                        "rootfs",
                        Json.object()
                                .put("type", "layers")
                                .put("diff_ids", texts(Descriptor.text(Digests.sha256(layer))))
                                .build())
                .build();
    }

    private static Json texts(String... texts) {
        return Json.array(Stream.of(texts).map(JsonText::new).toList());
    }

    /// A file of `samples/`, which the build puts beside this class.
    static Bytes resource(String name) throws IOException {
        try (InputStream in = SampleLayout.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the sample's " + name + " is not in the jar");
            }
            return Bytes.of(in.readAllBytes());
        }
    }
}
