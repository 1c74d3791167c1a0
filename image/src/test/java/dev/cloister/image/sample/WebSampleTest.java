package dev.cloister.image.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.image.Image;
import dev.cloister.image.ImageReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With a package made here, in which busybox is a line of text.
class WebSampleTest {
    @TempDir
    Path folder;

    private Path deb(String place) throws Exception {
        return MadePackage.in(folder, "busybox-static").with(place, "busybox").build();
    }

    @Test
    void isAnImageThatServesOnPort80() throws Exception {
        WebSample.build(deb("bin/busybox"), folder.resolve("web"));
        try (Image image = Image.open(ImageReference.parse("oci:" + folder.resolve("web") + ":latest"), folder)) {
            assertThat(image.config().entrypoint())
                    .startsWith("/bin/busybox", "httpd", "-f")
                    .contains("80", "/www");
            assertThat(image.config().exposedPorts()).containsExactly("80/tcp");
            Path layer = folder.resolve("web").resolve(image.layers().getFirst().path());
            assertThat(Files.readString(layer)).contains("www/index.html", "<h1>", "bin/busybox");
        }
    }

    @Test
    void equalPackagesGiveEqualBytesInEitherLayoutOfDebian() throws Exception {
        Path old = deb("bin/busybox");
        WebSample.build(old.getParent(), folder.resolve("one"));
        WebSample.build(deb("usr/bin/busybox"), folder.resolve("two"));
        assertThat(folder.resolve("two/index.json")).hasSameBinaryContentAs(folder.resolve("one/index.json"));
        WebSample.build(old, folder.resolve("one"));
        assertThat(folder.resolve("one/index.json")).hasSameBinaryContentAs(folder.resolve("two/index.json"));
    }

    @Test
    void missingOrBrokenPackagesAreSaid() throws Exception {
        assertThatThrownBy(() -> WebSample.build(folder, folder.resolve("web")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("has no package busybox-static");
        Path broken = Files.writeString(folder.resolve("busybox-static_1_amd64.deb"), "broken");
        assertThatThrownBy(() -> WebSample.build(broken, folder.resolve("web")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("dpkg-deb cannot unpack");
        assertThatThrownBy(() -> WebSample.build(deb("bin/other"), folder.resolve("web")))
                .hasMessageContaining("has no busybox in it");
    }
}
