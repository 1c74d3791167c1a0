package dev.cloister.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.image.Fixture.Packed;
import dev.cloister.image.tar.Attributes;
import dev.cloister.image.tar.ByteText;
import dev.cloister.image.tar.EntryKind;
import dev.cloister.image.tar.TarEntry;
import dev.cloister.image.tar.TarWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a packed archive may cost.
class ArchiveBlobsTest {
    @TempDir
    Path folder;

    private Path write(Bytes content) throws IOException {
        return Files.write(folder.resolve("image.tar.gz"), content.array());
    }

    private static Bytes files(String... names) throws IOException {
        LinkedHashMap<String, Bytes> files = new LinkedHashMap<>();
        for (String name : names) {
            files.put(name, Bytes.utf8(name));
        }
        return Fixture.archive(files);
    }

    @Test
    void unpacksNoMoreThanItsLimit() throws Exception {
        Bytes archive = files("a", "b");
        for (Bytes packed : new Bytes[] {Fixture.gzip(archive), Fixture.zstd(archive)}) {
            Path file = write(packed);
            try (Blobs blobs = ArchiveBlobs.open(new Unpacked(file, archive.length(), 0), folder)) {
                assertThat(blobs.read("b", 10)).isEqualTo(Bytes.utf8("b"));
            }
            assertThatThrownBy(() -> ArchiveBlobs.open(new Unpacked(file, archive.length() - 1, 0), folder))
                    .isInstanceOf(Malformed.class)
                    .hasMessage(
                            file + ": does not unpack: has more than " + (archive.length() - 1) + " bytes unpacked");
        }
        assertThat(entries()).containsExactly("image.tar.gz");
    }

    @Test
    void leavesRoomOnTheDisk() throws Exception {
        Path file = write(Fixture.gzip(files("a")));
        assertThatThrownBy(() -> ArchiveBlobs.open(new Unpacked(file, 1 << 20, Long.MAX_VALUE), folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("bytes free in " + folder)
                .hasMessageEndingWith("less than the 9223372036854775807 that must stay free");
        assertThat(entries()).containsExactly("image.tar.gz");
    }

    @Test
    void archivesThatAreNotPackedAreReadWhereTheyLie() throws Exception {
        Path file = write(files("a"));
        try (Blobs blobs = ArchiveBlobs.open(new Unpacked(file, 1, Long.MAX_VALUE), folder)) {
            assertThat(blobs.has("a")).isTrue();
        }
    }

    @Test
    void unpacksBesideAFolderThatIsStillToCome() throws Exception {
        Path file = write(Fixture.gzip(files("a")));
        try (Blobs blobs = ArchiveBlobs.open(file, folder.resolve("out/image"))) {
            assertThat(blobs.read("a", 10)).isEqualTo(Bytes.utf8("a"));
            assertThat(entries()).containsExactly("image.tar.gz");
        }
    }

    /// The rest of the file is cut off, which only a reader that goes on would see.
    @Test
    void aBarePathIsUnpackedUpToTheMarkerOnly() throws Exception {
        Path layout = folder.resolve("layout");
        byte[] noise = new byte[1 << 20];
        new Random(1).nextBytes(noise);
        Fixture.image(layout, Packed.plain(Bytes.of(noise)));
        LinkedHashMap<String, Bytes> files = new LinkedHashMap<>();
        files.put("manifest.json", Bytes.utf8("[]"));
        files.put("./oci-layout", Bytes.of(Files.readAllBytes(layout.resolve("oci-layout"))));
        files.put("noise", Bytes.of(noise));
        Bytes whole = Fixture.gzip(Fixture.archive(files));
        Path file = write(whole.slice(0, whole.length() / 2));
        assertThat(ImageReference.parse(file.toString())).isEqualTo(new ImageReference.OciArchive(file, ""));
    }

    @Test
    void pathsAreShortAndOfAnyBytes() throws Exception {
        String long4096 = "p/".repeat(2047) + "pp";
        String bytes = ByteText.of("ü/../ä");
        Path file = write(files(long4096, bytes, "a/./b"));
        try (Blobs blobs = ArchiveBlobs.open(file, folder)) {
            assertThat(blobs.has(long4096)).isTrue();
            assertThat(blobs.has(ByteText.of("ä"))).isTrue();
            assertThat(blobs.has("/a//b")).isTrue();
        }
        write(files(long4096 + "p"));
        assertThatThrownBy(() -> ArchiveBlobs.open(file, folder))
                .isInstanceOf(Malformed.class)
                .hasMessageEndingWith("has an entry whose path or target is longer than 4096 bytes");
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(archive)) {
            tar.add(TarEntry.link(EntryKind.SYMLINK, "a", Attributes.ofRoot(0777), "t".repeat(4097)));
        }
        write(Bytes.of(archive.toByteArray()));
        assertThatThrownBy(() -> ArchiveBlobs.open(file, folder)).isInstanceOf(Malformed.class);
    }

    private List<String> entries() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(path -> path.getFileName().toString()).toList();
        }
    }
}
