package dev.cloister.image;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.luben.zstd.Zstd;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.JsonText;
import dev.cloister.image.layout.Descriptor;
import dev.cloister.image.layout.LayoutWriter;
import dev.cloister.image.layout.MediaTypes;
import dev.cloister.image.tar.Attributes;
import dev.cloister.image.tar.TarWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/// Images written by hand, for the tests of their readers.
final class Fixture {
    static final String GZIP = MediaTypes.LAYER_TAR + "+gzip";
    static final String ZSTD = MediaTypes.LAYER_TAR + "+zstd";

    static final Progress SILENT = (step, doneBytes, totalBytes) -> {};

    private Fixture() {}

    /// A layer with one file for each name, which is its content too.
    static Bytes layer(String... names) {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(archive)) {
            for (String name : names) {
                tar.addFile(name, Attributes.ofRoot(0644), Bytes.utf8(name));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return Bytes.of(archive.toByteArray());
    }

    static Bytes gzip(Bytes content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(content.array());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return Bytes.of(packed.toByteArray());
    }

    static Bytes zstd(Bytes content) {
        return Bytes.of(Zstd.compress(content.array(), 1));
    }

    static JsonObject.Builder config(String os, String architecture, Bytes... diffIds) {
        JsonObject process = Json.object()
                .put("Entrypoint", Json.array(List.of(new JsonText("/bin/web"))))
                .put("User", "7")
                .put(
                        "ExposedPorts",
                        Json.object().put("80/tcp", Json.object().build()).build())
                .build();
        List<JsonText> ids = Arrays.stream(diffIds)
                .map(id -> new JsonText(Descriptor.text(id)))
                .toList();
        return Json.object()
                .put("os", os)
                .put("architecture", architecture)
                .put("config", process)
                .put(
                        "rootfs",
                        Json.object()
                                .put("type", "layers")
                                .put("diff_ids", Json.array(ids))
                                .build());
    }

    /// One layer on its way into an image.
    record Packed(String mediaType, Bytes blob, Bytes unpacked) {
        static Packed plain(Bytes layer) {
            return new Packed(MediaTypes.LAYER_TAR, layer, layer);
        }
    }

    /// Writes blobs and manifest, and leaves the index to the caller.
    static Descriptor manifest(LayoutWriter layout, String architecture, Packed... layers) throws IOException {
        List<Descriptor> blobs = new ArrayList<>();
        List<Bytes> diffIds = new ArrayList<>();
        for (Packed layer : layers) {
            blobs.add(layout.blob(layer.mediaType(), layer.blob()));
            diffIds.add(Digests.sha256(layer.unpacked()));
        }
        JsonObject config =
                config("linux", architecture, diffIds.toArray(new Bytes[0])).build();
        return layout.manifest("", layout.blob(MediaTypes.CONFIG, Bytes.utf8(config.compact())), blobs);
    }

    static ImageReference image(Path folder, Packed... layers) throws IOException {
        LayoutWriter layout = new LayoutWriter(folder);
        layout.index(manifest(layout, "amd64", layers), "latest");
        return new ImageReference.OciLayout(folder, "");
    }

    /// All files of a folder as an archive, sorted.
    static Bytes archive(Path folder) throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(archive);
                Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = folder.relativize(file).toString();
                tar.addFile(name, Attributes.ofRoot(0644), Bytes.of(Files.readAllBytes(file)));
            }
        }
        return Bytes.of(archive.toByteArray());
    }

    static Bytes archive(SequencedMap<String, Bytes> files) throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(archive)) {
            for (var file : files.entrySet()) {
                tar.addFile(file.getKey(), Attributes.ofRoot(0644), file.getValue());
            }
        }
        return Bytes.of(archive.toByteArray());
    }

    /// The programs that sealing needs; without them a test is skipped, in CI it fails.
    static Sealer.Tools tools() throws IOException {
        try {
            return Sealer.Tools.onThisHost();
        } catch (IOException e) {
            assumeTrue(System.getenv("CI") != null, e.getMessage());
            throw e;
        }
    }
}
