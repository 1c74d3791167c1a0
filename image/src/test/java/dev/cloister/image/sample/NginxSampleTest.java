package dev.cloister.image.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.image.Image;
import dev.cloister.image.ImageReference;
import dev.cloister.image.tar.EntryKind;
import dev.cloister.image.tar.TarEntry;
import dev.cloister.image.tar.TarReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With packages made here.
class NginxSampleTest {
    @TempDir
    Path folder;

    private Path nginx() throws Exception {
        return MadePackage.in(folder, "nginx")
                .with("usr/sbin/nginx", "nginx")
                .with("usr/share/doc/nginx/copyright", "licence")
                .with("usr/share/doc/nginx/changelog.gz", "changes")
                .with("usr/share/man/man8/nginx.8.gz", "manual")
                .with("etc/nginx/nginx.conf", "include /etc/nginx/conf.d/*.conf;")
                .with("etc/init.d/nginx", "starts")
                .build();
    }

    private Path library() throws Exception {
        return MadePackage.in(folder, "libc6")
                .with("lib/x86_64-linux-gnu/libc.so.6", "library")
                .with("usr/lib/x86_64-linux-gnu/gconv/KOI8-R.so", "converter")
                .withSymlink("lib64/ld-linux-x86-64.so.2", "/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2")
                .build();
    }

    private record File(TarEntry entry, String content) {}

    /// The one layer's files by path.
    private Map<String, File> built(List<Path> packages) throws Exception {
        Path layout = folder.resolve("nginx");
        NginxSample.build(packages, layout);
        Map<String, File> files = new LinkedHashMap<>();
        try (Image image = Image.open(ImageReference.parse("oci:" + layout), folder)) {
            byte[] layer =
                    Files.readAllBytes(layout.resolve(image.layers().getFirst().path()));
            TarReader reader = new TarReader("layer", new ByteArrayInputStream(layer));
            for (Optional<TarEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                ByteArrayOutputStream content = new ByteArrayOutputStream();
                reader.copyTo(content);
                files.put(next.get().path(), new File(next.get(), content.toString(StandardCharsets.UTF_8)));
            }
        }
        return files;
    }

    @Test
    void packagesAreMergedAsDebianDoesIt() throws Exception {
        Map<String, File> files = built(List.of(nginx(), library()));
        assertThat(files.get("usr/sbin/nginx").content()).isEqualTo("nginx");
        assertThat(files.get("usr/lib/x86_64-linux-gnu/libc.so.6").content()).isEqualTo("library");
        assertThat(files.get("lib").entry().kind()).isEqualTo(EntryKind.SYMLINK);
        assertThat(files.get("lib64").entry().linkTarget()).isEqualTo("usr/lib64");
        assertThat(files.get("usr/lib64/ld-linux-x86-64.so.2").entry().linkTarget())
                .startsWith("/lib/");
        assertThat(files.keySet())
                .contains("usr/share/doc/nginx/copyright", "etc/nginx/nginx.conf")
                .noneMatch(path -> path.contains("changelog")
                        || path.contains("gconv")
                        || path.contains("init.d")
                        || path.contains("/man"));
    }

    @Test
    void everyFolderComesBeforeWhatLiesInIt() throws Exception {
        List<String> paths = List.copyOf(built(List.of(nginx(), library())).keySet());
        for (String path : paths) {
            String plain = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
            int slash = plain.lastIndexOf('/');
            if (slash > 0) {
                assertThat(paths.indexOf(plain.substring(0, slash + 1)))
                        .as(path)
                        .isBetween(0, paths.indexOf(path) - 1);
            }
        }
    }

    @Test
    void isAnImageThatServesOurPageAndLogsToItsOutputs() throws Exception {
        Map<String, File> files = built(List.of(nginx()));
        assertThat(files.get("var/www/html/index.html").content()).contains("<h1>Hello from inside</h1>");
        assertThat(files.get("etc/nginx/conf.d/default.conf").content()).contains("listen 80", "/var/www/html");
        assertThat(files.get("var/log/nginx/access.log").entry().linkTarget()).isEqualTo("/dev/stdout");
        assertThat(files.get("var/log/nginx/error.log").entry().linkTarget()).isEqualTo("/dev/stderr");
        assertThat(files.get("etc/passwd").content()).contains("www-data:x:33:33:");
        assertThat(files.values())
                .allMatch(file -> file.entry().attributes().mtimeSeconds() == 0)
                .allMatch(file -> file.entry().attributes().uid() == 0);
        try (Image image = Image.open(ImageReference.parse("oci:" + folder.resolve("nginx") + ":latest"), folder)) {
            assertThat(image.config().entrypoint()).containsExactly("nginx", "-g", "daemon off;");
            assertThat(image.config().exposedPorts()).containsExactly("80/tcp");
        }
    }

    @Test
    void equalPackagesGiveEqualBytesInAnyOrder() throws Exception {
        NginxSample.build(List.of(nginx(), library()), folder.resolve("one"));
        NginxSample.build(List.of(library(), nginx()), folder.resolve("two"));
        assertThat(folder.resolve("two/index.json")).hasSameBinaryContentAs(folder.resolve("one/index.json"));
    }

    @Test
    void aPackageWithSomethingElseIsSaid() throws Exception {
        Path odd = MadePackage.in(folder, "odd")
                .with("usr/bin/a", "a")
                .withHardLink("usr/bin/b", "usr/bin/a")
                .build();
        assertThatThrownBy(() -> NginxSample.build(List.of(odd), folder.resolve("nginx")))
                .hasMessageContaining("neither file, folder nor symbolic link");
    }
}
