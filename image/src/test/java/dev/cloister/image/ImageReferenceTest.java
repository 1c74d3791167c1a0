package dev.cloister.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.image.Fixture.Packed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "oci:a/b",
                "oci:a/b:latest",
                "oci-archive:a.tar:1.0",
                "docker-archive:a.tar",
                "docker-archive:a.tar:example/web:1"
            })
    void notationComesBack(String text) throws Exception {
        assertThat(ImageReference.parse(text).text()).isEqualTo(text);
    }

    @Test
    void barePathsAreLookedAt() throws Exception {
        Path layout = folder.resolve("layout");
        Fixture.image(layout, Packed.plain(Fixture.layer("a")));
        assertThat(ImageReference.parse(layout.toString()).text()).isEqualTo("oci:" + layout);
        Path archive =
                Files.write(folder.resolve("a.tar"), Fixture.archive(layout).array());
        assertThat(ImageReference.parse(archive.toString()).text()).isEqualTo("oci-archive:" + archive);
        LinkedHashMap<String, Bytes> files = new LinkedHashMap<>();
        files.put("manifest.json", Bytes.utf8("[]"));
        Files.write(archive, Fixture.archive(files).array());
        assertThat(ImageReference.parse(archive.toString()).text()).isEqualTo("docker-archive:" + archive);
        Files.write(archive, Fixture.layer("a").array());
        assertThatThrownBy(() -> ImageReference.parse(archive.toString()))
                .hasMessageEndingWith("is an archive with neither oci-layout nor manifest.json in it");
        Files.writeString(archive, "no archive at all");
        assertThatThrownBy(() -> ImageReference.parse(archive.toString())).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> ImageReference.parse(folder.toString()))
                .isInstanceOf(Malformed.class)
                .hasMessageEndingWith("is a folder without an oci-layout file, so not an image" + ImageReference.BRING);
    }

    @Test
    void whatIsNotThereIsOutOfReach() {
        assertThatThrownBy(() -> ImageReference.parse("nginx:latest"))
                .isInstanceOf(IOException.class)
                .hasMessage("nginx:latest: no such file or folder; an image is written as " + ImageReference.FORMS
                        + ImageReference.BRING);
        assertThatThrownBy(() -> Image.open(ImageReference.parse("oci:none"), folder))
                .isInstanceOf(IOException.class)
                .hasMessage("none: no such folder");
        assertThatThrownBy(() -> Image.open(ImageReference.parse("oci-archive:none"), folder))
                .isInstanceOf(IOException.class)
                .hasMessage("none: no such file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker://example.org/web", "containers-storage:web", "oci:", "oci::tag"})
    void otherNotationIsRefused(String text) {
        assertThatThrownBy(() -> ImageReference.parse(text))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("use " + ImageReference.FORMS);
    }
}
