package dev.cloister.image.sample;

import dev.cloister.bytes.Bytes;
import dev.cloister.image.tar.EntryKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// An ordinary web image: busybox of Debian's package `busybox-static` serving `samples/web/www` on port 80.
/// Equal packages give equal bytes.
public final class WebSample {
    public static final String DEBIAN_PACKAGE = "busybox-static";

    private static final String PAGE = "www/index.html";
    private static final List<String> PLACES = List.of("./bin/busybox", "./usr/bin/busybox");
    private static final List<String> APPLETS = List.of("cat", "httpd", "ls", "sh");
    private static final List<String> FOLDERS = List.of("bin", "dev", "proc", "run", "sys", "www");

    private WebSample() {}

    /// `debs` is the package's file, or a folder that has it; `outLayout` becomes an OCI layout with one
    /// image.
    public static void build(Path debs, Path outLayout) throws IOException {
        Bytes layer = layer(busybox(deb(debs)), SampleLayout.resource(PAGE));
        SampleLayout.write(outLayout, layer, "/bin", "/bin/busybox", "httpd", "-f", "-v", "-p", "80", "-h", "/www");
    }

    static Path deb(Path debs) throws IOException {
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

    /// The program, from where Debian 12 or 13 has it.
    static Bytes busybox(Path deb) throws IOException {
        ByteArrayOutputStream program = new ByteArrayOutputStream();
        new DebianPackage(deb).visit((entry, content) -> {
            if (entry.kind() == EntryKind.FILE && PLACES.contains(entry.path())) {
                content.copyTo(program);
            }
        });
        if (program.size() == 0) {
            throw new IOException(deb + " has no busybox in it");
        }
        return Bytes.of(program.toByteArray());
    }

    private static Bytes layer(Bytes busybox, Bytes page) throws IOException {
        LayerTree tree = new LayerTree();
        FOLDERS.forEach(name -> tree.folder(name, 0755));
        tree.folder("tmp", 01777);
        tree.file("bin/busybox", 0755, busybox);
        APPLETS.forEach(applet -> tree.symlink("bin/" + applet, "busybox"));
        tree.file(PAGE, 0644, page);
        return tree.tar();
    }
}
