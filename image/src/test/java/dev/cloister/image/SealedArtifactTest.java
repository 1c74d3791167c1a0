package dev.cloister.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import dev.cloister.image.Fixture.Packed;
import dev.cloister.image.block.SealedBlob;
import dev.cloister.workload.ResourcePath;
import dev.cloister.workload.SealedRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The artifact around a blob; what is in the blob plays no part.
class SealedArtifactTest {
    @TempDir
    Path folder;

    private Path sealed;
    private Opened.Protected good;

    @BeforeEach
    void write() throws Exception {
        SealedBlob form = new SealedBlob(2);
        byte[] content = new byte[(int) form.sizeBytes()];
        System.arraycopy(form.trailer(), 0, content, content.length - 4096, 4096);
        Path blob = Files.write(folder.resolve("blob"), content);
        sealed = folder.resolve("sealed");
        SealedRoot root = root(form, SealedBlob.SALT);
        Path moved = SealedArtifact.write(sealed, root, blob, Digests.sha256(content));
        good = new Opened.Protected(root, moved);
    }

    private static SealedRoot root(SealedBlob form, Bytes salt) {
        return new SealedRoot(
                Bytes.EMPTY.padTo(32),
                salt,
                form.dataBytes(),
                form.hashOffset(),
                new ResourcePath("a/b/c"),
                new SealedRoot.Source("oci:web", Bytes.EMPTY.padTo(32)),
                List.of(new SealedRoot.Tool("tar2sqfs", "1.2.0")));
    }

    @Test
    void comesBack() throws Exception {
        assertThat(SealedArtifact.open(sealed)).isEqualTo(good);
        assertThat(Digests.sha256(good.blob()).hex())
                .isEqualTo(good.blob().getFileName().toString());
    }

    @Test
    void ordinaryImagesAreUnprotected() throws Exception {
        Path image = folder.resolve("image");
        Fixture.image(image, Packed.plain(Fixture.layer("a")));
        assertThat(SealedArtifact.open(image))
                .isEqualTo(new Opened.Unprotected(new ImageReference.OciLayout(image, "")));
        Path archive =
                Files.write(folder.resolve("a.tar"), Fixture.archive(image).array());
        assertThat(SealedArtifact.open(archive))
                .isEqualTo(new Opened.Unprotected(new ImageReference.OciArchive(archive, "")));
        assertThatThrownBy(() -> SealedArtifact.open(folder)).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> SealedArtifact.open(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void sealingASealedImageIsRefused() {
        assertThatThrownBy(() -> Image.open(new ImageReference.OciLayout(sealed, ""), folder))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("is already protected");
    }

    /// A flipped bit is refused, or makes the folder an ordinary image, which is never started. What is left
    /// changes nothing: a name or value in index or marker that readers have to pass over.
    @Test
    void noFlippedBitGivesAnotherSealedRoot() throws Exception {
        for (Path file : metadata()) {
            boolean hashed = file.startsWith(sealed.resolve("blobs"));
            byte[] content = Files.readAllBytes(file);
            for (int bit = 0; bit < content.length * 8; bit++) {
                content[bit / 8] ^= (byte) (1 << bit % 8);
                Files.write(file, content, StandardOpenOption.WRITE);
                content[bit / 8] ^= (byte) (1 << bit % 8);
                Object got = opened();
                if (hashed) {
                    assertThat(got).as("bit %d of %s", bit, file).isInstanceOf(Malformed.class);
                } else if (got instanceof Opened.Protected) {
                    assertThat(got).as("bit %d of %s", bit, file).isEqualTo(good);
                }
            }
            Files.write(file, content);
        }
    }

    @Test
    void everyTruncationIsRefused() throws Exception {
        for (Path file : metadata()) {
            Bytes content = Bytes.of(Files.readAllBytes(file));
            for (int length = 0; length < content.length(); length++) {
                Files.write(file, content.slice(0, length).array());
                assertThat(opened()).as("%d bytes of %s", length, file).isInstanceOf(Malformed.class);
            }
            Files.write(file, content.array());
        }
    }

    private Object opened() throws IOException {
        try {
            return SealedArtifact.open(sealed);
        } catch (Malformed e) {
            return e;
        }
    }

    private List<Path> metadata() throws IOException {
        try (var files = Files.walk(sealed)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.equals(good.blob()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void blobOfAnotherLengthOrFormIsRefused() throws Exception {
        byte[] content = Files.readAllBytes(good.blob());
        Files.write(good.blob(), Bytes.of(content, 0, content.length - 4096).array());
        assertThatThrownBy(() -> SealedArtifact.open(sealed)).hasMessageContaining("is truncated");
        content[content.length - 4096] ^= 1;
        Files.write(good.blob(), content);
        assertThatThrownBy(() -> SealedArtifact.open(sealed)).hasMessageContaining("is not that of a sealed root");
    }

    @Test
    void descriptorThatDoesNotFitTheBlobIsRefused() throws Exception {
        Bytes content = Bytes.of(Files.readAllBytes(good.blob()));
        Path blob = Files.write(folder.resolve("again"), content.array());
        SealedArtifact.write(sealed, root(new SealedBlob(2), Bytes.EMPTY), blob, Digests.sha256(content));
        assertThatThrownBy(() -> SealedArtifact.open(sealed))
                .hasMessageContaining("does not have the layout that its descriptor states");
    }
}
