package dev.cloister.image.sample;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.JsonText;
import dev.cloister.bytes.Malformed;
import dev.cloister.image.layout.Descriptor;
import dev.cloister.image.layout.LayoutWriter;
import dev.cloister.image.layout.MediaTypes;
import dev.cloister.image.tar.Attributes;
import dev.cloister.image.tar.EntryKind;
import dev.cloister.image.tar.TarEntry;
import dev.cloister.image.tar.TarReader;
import dev.cloister.image.tar.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// An ordinary web image: busybox of Debian's package `busybox-static` serving `samples/web/www` on port 80.
/// Equal packages give equal bytes.
public final class WebSample {
    public static final String DEBIAN_PACKAGE = "busybox-static";
    public static final String TAG = "latest";

    private static final String PAGE = "www/index.html";
    private static final List<String> PLACES = List.of("./bin/busybox", "./usr/bin/busybox");
    private static final List<String> APPLETS = List.of("cat", "httpd", "ls", "sh");
    private static final List<String> FOLDERS = List.of("dev", "proc", "run", "sys");

    private WebSample() {}

    /// `debs` is the package's file, or a folder that has it; `outLayout` becomes an OCI layout with one
    /// image.
    public static void build(Path debs, Path outLayout) throws IOException {
        Bytes layer = layer(busybox(deb(debs)), page());
        LayoutWriter layout = new LayoutWriter(outLayout);
        Descriptor blob = layout.blob(MediaTypes.LAYER_TAR, layer);
        Descriptor config =
                layout.blob(MediaTypes.CONFIG, Bytes.utf8(config(layer).compact()));
        Descriptor manifest = layout.manifest("", config, List.of(blob));
        layout.index(manifest, TAG);
        layout.keepOnly(List.of(blob, config, manifest));
    }

    private static Path deb(Path debs) throws IOException {
        if (Files.isRegularFile(debs)) {
            return debs;
        }
        try (Stream<Path> files = Files.list(debs)) {
            return files.filter(file -> file.getFileName().toString().startsWith(DEBIAN_PACKAGE + "_"))
                    .filter(file -> file.toString().endsWith(".deb"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow(() -> new NoSuchFileException(debs + ": has no package " + DEBIAN_PACKAGE));
        }
    }

    /// The program, from where Debian 12 or 13 has it. Nothing of the package touches the disk.
    private static Bytes busybox(Path deb) throws IOException {
        Process process = new ProcessBuilder("dpkg-deb", "--fsys-tarfile", deb.toString()).start();
        byte[] archive = process.getInputStream().readAllBytes();
        String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (process.waitFor() != 0) {
                throw new IOException("dpkg-deb cannot unpack " + deb + ": " + said);
            }
            return busybox(deb, new TarReader(deb.toString(), new ByteArrayInputStream(archive)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("dpkg-deb was interrupted", e);
        } catch (Malformed e) {
            throw new IOException("dpkg-deb made no archive of " + deb + ": " + e.getMessage(), e);
        }
    }

    private static Bytes busybox(Path deb, TarReader reader) throws IOException, Malformed {
        for (Optional<TarEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
            if (next.get().kind() == EntryKind.FILE
                    && PLACES.contains(next.get().path())) {
                ByteArrayOutputStream program = new ByteArrayOutputStream();
                reader.copyTo(program);
                return Bytes.of(program.toByteArray());
            }
        }
        throw new IOException(deb + " has no busybox in it");
    }

    private static Bytes page() throws IOException {
        try (InputStream in = WebSample.class.getResourceAsStream(PAGE)) {
            if (in == null) {
                throw new IllegalStateException("the sample's page is not in the jar");
            }
            return Bytes.of(in.readAllBytes());
        }
    }

    private static Bytes layer(Bytes busybox, Bytes page) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(bytes)) {
            Attributes folder = Attributes.ofRoot(0755);
            tar.add(TarEntry.folder("bin/", folder));
            tar.addFile("bin/busybox", Attributes.ofRoot(0755), busybox);
            for (String applet : APPLETS) {
                tar.add(TarEntry.link(EntryKind.SYMLINK, "bin/" + applet, Attributes.ofRoot(0777), "busybox"));
            }
            for (String name : FOLDERS) {
                tar.add(TarEntry.folder(name + "/", folder));
            }
            tar.add(TarEntry.folder("tmp/", Attributes.ofRoot(01777)));
            tar.add(TarEntry.folder("www/", folder));
            tar.addFile(PAGE, Attributes.ofRoot(0644), page);
        }
        return Bytes.of(bytes.toByteArray());
    }

    private static JsonObject config(Bytes layer) {
        JsonObject process = Json.object()
                .put("Env", texts("PATH=/bin"))
                .put("Entrypoint", texts("/bin/busybox", "httpd", "-f", "-v", "-p", "80", "-h", "/www"))
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
}
