package dev.cloister.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.JsonText;
import dev.cloister.bytes.Malformed;
import dev.cloister.image.Fixture.Packed;
import dev.cloister.image.flatten.Tree;
import dev.cloister.image.layout.Descriptor;
import dev.cloister.image.layout.LayoutWriter;
import dev.cloister.image.layout.MediaTypes;
import dev.cloister.image.tar.TarWriter;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Layouts and archives, whole and broken.
class ImageReaderTest {
    private static final Bytes LAYER = Fixture.layer("a", "b");
    private static final Packed PLAIN = Packed.plain(LAYER);

    @TempDir
    Path folder;

    /// What the image's layers make, as the bytes of an archive.
    private Bytes flatten(ImageReference reference) throws Exception {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (Image image = Image.open(reference, folder);
                Tree tree = Flattener.flatten(image, folder, Fixture.SILENT);
                TarWriter out = new TarWriter(archive)) {
            tree.flattened().writeTo(out, "rootfs", done -> {});
        }
        return Bytes.of(archive.toByteArray());
    }

    @Test
    void allPackingsGiveTheSame() throws Exception {
        Bytes plain = flatten(Fixture.image(folder.resolve("plain"), PLAIN));
        Packed gzip = new Packed(Fixture.GZIP, Fixture.gzip(LAYER), LAYER);
        Packed zstd = new Packed(Fixture.ZSTD, Fixture.zstd(LAYER), LAYER);
        assertThat(flatten(Fixture.image(folder.resolve("gzip"), gzip))).isEqualTo(plain);
        assertThat(flatten(Fixture.image(folder.resolve("zstd"), zstd))).isEqualTo(plain);
        assertThat(flatten(Fixture.image(folder.resolve("all"), PLAIN, gzip, zstd)))
                .isEqualTo(plain);
    }

    @Test
    void tellsWhatTheImageSays() throws Exception {
        try (Image image = Image.open(Fixture.image(folder.resolve("i"), PLAIN), folder)) {
            assertThat(image.config().entrypoint()).containsExactly("/bin/web");
            assertThat(image.config().user()).isEqualTo("7");
            assertThat(image.config().exposedPorts()).containsExactly("80/tcp");
            assertThat(image.config().command()).isEmpty();
            assertThat(image.layers()).hasSize(1);
            assertThat(image.layerBytes()).isEqualTo(LAYER.length());
            assertThat(image.manifestDigest().length()).isEqualTo(32);
        }
    }

    @Test
    void archivesGiveTheSameAsFolders() throws Exception {
        ImageReference layout = Fixture.image(folder.resolve("layout"), PLAIN);
        Bytes archive = Fixture.archive(folder.resolve("layout"));
        for (Bytes bytes : List.of(archive, Fixture.gzip(archive), Fixture.zstd(archive))) {
            Path file = Files.write(folder.resolve("image.tar"), bytes.array());
            assertThat(flatten(new ImageReference.OciArchive(file, "latest"))).isEqualTo(flatten(layout));
        }
    }

    @Test
    void brokenArchivesAreRefused() throws Exception {
        Fixture.image(folder.resolve("layout"), PLAIN);
        Bytes packed = Fixture.gzip(Fixture.archive(folder.resolve("layout")));
        Path file = folder.resolve("image.tar.gz");
        Files.write(file, packed.slice(0, packed.length() - 20).array());
        assertThatThrownBy(() -> Image.open(new ImageReference.OciArchive(file, ""), folder))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("image.tar.gz")
                .hasMessageContaining("does not unpack");
    }

    @Test
    void indexesForSeveralPlatformsAreFollowed() throws Exception {
        LayoutWriter layout = new LayoutWriter(folder.resolve("multi"));
        Descriptor amd = Fixture.manifest(layout, "amd64", PLAIN);
        Descriptor arm = Fixture.manifest(layout, "arm64", Packed.plain(Fixture.layer("arm")));
        List<Json> entries = List.of(
                platform(arm, "linux", "arm64", "v8"),
                platform(amd, "linux", "amd64", ""),
                platform(arm, "unknown", "unknown", ""));
        Descriptor inner = index(layout, entries);
        layout.index(inner, "latest");
        try (Image image = Image.open(ImageReference.parse("oci:" + folder.resolve("multi") + ":latest"), folder)) {
            assertThat(image.manifestDigest()).isEqualTo(amd.digest());
        }
        layout.index(index(layout, entries.subList(0, 1)), "latest");
        assertThatThrownBy(() -> Image.open(ImageReference.parse("oci:" + folder.resolve("multi")), folder))
                .hasMessageContaining("has no image for linux/amd64, only for linux/arm64/v8");
        layout.index(arm, "latest");
        assertThatThrownBy(() -> Image.open(ImageReference.parse("oci:" + folder.resolve("multi")), folder))
                .hasMessageContaining("is arm64, only images for linux/amd64 can be run");
    }

    private static Json platform(Descriptor descriptor, String os, String architecture, String variant) {
        JsonObject.Builder platform = Json.object().put("os", os).put("architecture", architecture);
        if (!variant.isEmpty()) {
            platform.put("variant", variant);
        }
        return descriptor.json().put("platform", platform.build()).build();
    }

    private static Descriptor index(LayoutWriter layout, List<Json> entries) throws Exception {
        JsonObject index = Json.object()
                .put("schemaVersion", 2)
                .put("manifests", Json.array(entries))
                .build();
        return layout.blob(MediaTypes.INDEX, Bytes.utf8(index.compact()));
    }

    @Test
    void indexesInACircleOrTooDeepAreRefused() throws Exception {
        LayoutWriter layout = new LayoutWriter(folder.resolve("deep"));
        Descriptor deepest = Fixture.manifest(layout, "amd64", PLAIN);
        for (int i = 0; i < 6; i++) {
            deepest = index(layout, List.of(deepest.json().build()));
        }
        layout.index(deepest, "");
        assertThatThrownBy(() -> Image.open(ImageReference.parse("oci:" + folder.resolve("deep")), folder))
                .hasMessageContaining("has indexes nested deeper than 4");
    }

    @Test
    void tagsAreAskedForWhereThereAreSeveral() throws Exception {
        Path both = folder.resolve("both");
        LayoutWriter layout = new LayoutWriter(both);
        Descriptor one = Fixture.manifest(layout, "amd64", PLAIN);
        Descriptor two = Fixture.manifest(layout, "amd64", PLAIN, PLAIN);
        layout.index(one, "one");
        String text = Files.readString(both.resolve("index.json"));
        String entry = text.substring(text.indexOf('[') + 1, text.indexOf(']'));
        String other = entry.replace("\"one\"", "\"two\"")
                .replace(one.digest().hex(), two.digest().hex())
                .replace("\"size\":" + one.sizeBytes(), "\"size\":" + two.sizeBytes());
        Files.writeString(both.resolve("index.json"), text.replace(entry, entry + "," + other));
        try (Image image = Image.open(ImageReference.parse("oci:" + both + ":two"), folder)) {
            assertThat(image.layers()).hasSize(2);
        }
        assertThatThrownBy(() -> Image.open(ImageReference.parse("oci:" + both), folder))
                .hasMessageContaining("holds 2 images: say which by its tag (tags: one, two)");
        assertThatThrownBy(() -> Image.open(ImageReference.parse("oci:" + both + ":three"), folder))
                .hasMessageContaining("has no image tagged three (tags: one, two)");
    }

    @Test
    void everyTruncatedBlobIsRefused() throws Exception {
        ImageReference reference = Fixture.image(folder.resolve("i"), PLAIN);
        for (Path blob : blobs()) {
            byte[] content = Files.readAllBytes(blob);
            for (int length : List.of(0, 1, content.length / 2, content.length - 1)) {
                Files.write(blob, Bytes.of(content, 0, length).array());
                assertThatThrownBy(() -> flatten(reference))
                        .isInstanceOf(Malformed.class)
                        .hasMessageContaining(blob.toString())
                        .hasMessageContaining(
                                "is truncated: it has " + length + " bytes, the image says " + content.length);
            }
            Files.write(blob, Bytes.of(content).padTo(content.length + 1).array());
            assertThatThrownBy(() -> flatten(reference)).hasMessageContaining("is too long");
            Files.delete(blob);
            assertThatThrownBy(() -> flatten(reference)).hasMessageContaining("is missing from the image");
            Files.write(blob, content);
        }
    }

    @Test
    void everyFlippedBitOfABlobIsRefused() throws Exception {
        for (Packed packed : List.of(
                new Packed(Fixture.GZIP, Fixture.gzip(LAYER), LAYER),
                new Packed(Fixture.ZSTD, Fixture.zstd(LAYER), LAYER))) {
            ImageReference reference = Fixture.image(folder.resolve("i"), packed);
            for (Path blob : blobs()) {
                byte[] content = Files.readAllBytes(blob);
                for (int bit = 0; bit < content.length * 8; bit++) {
                    content[bit / 8] ^= (byte) (1 << bit % 8);
                    Files.write(blob, content, StandardOpenOption.WRITE);
                    content[bit / 8] ^= (byte) (1 << bit % 8);
                    assertThat(catchThrowable(() -> flatten(reference)))
                            .as("bit %d of %s", bit, blob)
                            .isInstanceOf(Malformed.class)
                            .hasMessageContaining("is corrupt: it hashes to sha256:");
                }
                Files.write(blob, content);
            }
            new LayoutWriter(folder.resolve("i")).keepOnly(List.of());
        }
    }

    private List<Path> blobs() throws Exception {
        try (var files = Files.list(folder.resolve("i/blobs/sha256"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void layerThatIsNotTheConfigsIsRefused() throws Exception {
        Packed other = new Packed(MediaTypes.LAYER_TAR, LAYER, Fixture.layer("c"));
        assertThatThrownBy(() -> flatten(Fixture.image(folder.resolve("i"), other)))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("unpacks to sha256:" + Digests.sha256(LAYER) + ", its config says sha256:");
    }

    @Test
    void encryptedAndUnknownLayersAreRefused() throws Exception {
        Packed encrypted = new Packed(Fixture.GZIP + "+encrypted", LAYER, LAYER);
        assertThatThrownBy(() -> Image.open(Fixture.image(folder.resolve("e"), encrypted), folder))
                .hasMessageContaining("encrypted layers are not read");
        Packed unknown = new Packed("text/plain", LAYER, LAYER);
        assertThatThrownBy(() -> Image.open(Fixture.image(folder.resolve("u"), unknown), folder))
                .hasMessageContaining("is text/plain, no layer");
    }

    @Test
    void dockerArchives() throws Exception {
        Path file = Files.write(
                folder.resolve("d.tar"), docker("x.json", "layer.tar", LAYER).array());
        try (Image image = Image.open(ImageReference.parse("docker-archive:" + file + ":1"), folder)) {
            assertThat(image.layers()).hasSize(2);
        }
        assertThat(flatten(new ImageReference.DockerArchive(file, "web:1")))
                .isEqualTo(flatten(Fixture.image(folder.resolve("plain"), PLAIN)));
        assertThatThrownBy(() -> Image.open(new ImageReference.DockerArchive(file, "2"), folder))
                .hasMessageContaining("holds 0 images tagged 2 (tags: web:1)");
        Files.write(file, docker("x.json", "layer.tar", Fixture.layer("c")).array());
        assertThatThrownBy(() -> flatten(new ImageReference.DockerArchive(file, "")))
                .hasMessageContaining("d.tar!layer.tar")
                .hasMessageContaining("unpacks to sha256:");
        String wrong = "blobs/sha256/" + "0".repeat(64);
        Files.write(file, docker(wrong, "layer.tar", LAYER).array());
        assertThatThrownBy(() -> Image.open(new ImageReference.DockerArchive(file, ""), folder))
                .hasMessageContaining("is corrupt: it hashes to sha256:");
        Files.write(file, docker("x.json", wrong, LAYER).array());
        assertThatThrownBy(() -> flatten(new ImageReference.DockerArchive(file, "")))
                .hasMessageContaining("is corrupt: it hashes to sha256:" + Digests.sha256(LAYER));
    }

    /// The layer twice, as `docker save` lists one that occurs twice.
    private static Bytes docker(String configPath, String layerPath, Bytes layer) throws Exception {
        Bytes id = Digests.sha256(LAYER);
        JsonObject entry = Json.object()
                .put("Config", configPath)
                .put("RepoTags", Json.array(List.of(new JsonText("web:1"))))
                .put("Layers", Json.array(List.of(new JsonText(layerPath), new JsonText(layerPath))))
                .build();
        LinkedHashMap<String, Bytes> files = new LinkedHashMap<>();
        files.put(
                configPath,
                Bytes.utf8(Fixture.config("linux", "amd64", id, id).build().compact()));
        files.put(layerPath, layer);
        files.put("manifest.json", Bytes.utf8(Json.array(List.of(entry)).compact()));
        return Fixture.archive(files);
    }

    @Test
    void progressRunsToTheEnd() throws Exception {
        List<Long> seen = new ArrayList<>();
        try (Image image = Image.open(Fixture.image(folder.resolve("i"), PLAIN, PLAIN), folder);
                Tree tree = Flattener.flatten(image, folder, (step, done, total) -> {
                    assertThat(total).isEqualTo(2L * LAYER.length());
                    seen.add(done);
                })) {
            assertThat(tree.droppedXattrs()).isEmpty();
        }
        assertThat(seen).isSorted().endsWith(2L * LAYER.length());
    }
}
