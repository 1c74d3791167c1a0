package dev.cloister.image.sample;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.image.tar.TarEntry;
import dev.cloister.image.tar.TarReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// An ordinary image as others make it: Debian 12's nginx with the libraries it needs and Debian's own
/// configuration, serving `samples/nginx/www` on port 80. Its first process is root's and its workers are
/// `www-data`'s; it logs to its outputs and writes to `/run` and `/var/lib/nginx`, as the images do that people run.
/// Equal packages give equal bytes, in whatever order they are named.
public final class NginxSample {
    /// The folders that Debian 12 has below `/usr`, and packages still have in both places.
    private static final List<String> MERGED = List.of("bin", "lib", "lib64", "sbin");

    /// What a container has no use for: manuals, change logs, what starts services or rotates logs, converters
    /// between character sets. Licences stay.
    private static final Pattern LEFT_OUT = Pattern.compile("usr/share/(man|lintian|apport|vim)(/.*)?"
            + "|usr/share/doc/[^/]*/(?!copyright$).*"
            + "|etc/(default|init\\.d|logrotate\\.d|ufw)(/.*)?"
            + "|usr/lib/systemd(/.*)?"
            + "|usr/lib/x86_64-linux-gnu/gconv(/.*)?");

    private static final List<String> FOLDERS = List.of(
            "dev",
            "etc",
            "etc/nginx",
            "etc/nginx/conf.d",
            "proc",
            "run",
            "sys",
            "usr",
            "var",
            "var/log",
            "var/log/nginx",
            "var/www",
            "var/www/html");

    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static final String PASSWD = """
            root:x:0:0:root:/root:/usr/sbin/nologin
            www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
            nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
            """;
    private static final String GROUP = "root:x:0:\nadm:x:4:\nwww-data:x:33:\nnogroup:x:65534:\n";

    private NginxSample() {}

    /// `packages` are the files that `samples/nginx.lock` names; `outLayout` becomes an OCI layout with one image.
    public static void build(List<Path> packages, Path outLayout) throws IOException {
        LayerTree tree = new LayerTree();
        for (Path file : packages) {
            new DebianPackage(file).visit((entry, content) -> take(tree, file, entry, content));
        }
        addWhatNoPackageHas(tree);
        SampleLayout.write(outLayout, tree.tar(), PATH, "nginx", "-g", "daemon off;");
    }

    private static void take(LayerTree tree, Path file, TarEntry entry, TarReader content)
            throws IOException, Malformed {
        String path = place(entry.path());
        if (path.isEmpty() || LEFT_OUT.matcher(path).matches()) {
            return;
        }
        int mode = entry.attributes().mode();
        switch (entry.kind()) {
            case FOLDER -> tree.folder(path, mode);
            case SYMLINK -> tree.symlink(path, entry.linkTarget());
            case FILE -> {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                content.copyTo(bytes);
                tree.file(path, mode, Bytes.of(bytes.toByteArray()));
            }
            case HARD_LINK, CHARACTER_DEVICE, BLOCK_DEVICE, FIFO ->
                throw new IOException(file + " has " + path + ", which is neither file, folder nor symbolic link");
        }
    }

    /// `./lib/x` lies at `usr/lib/x`.
    private static String place(String path) {
        String plain = path.replaceFirst("^\\./", "").replaceFirst("/$", "");
        String top = plain.contains("/") ? plain.substring(0, plain.indexOf('/')) : plain;
        return MERGED.contains(top) ? "usr/" + plain : plain;
    }

    /// What Debian's own scripts make when a system is installed, and what every image has of its own.
    private static void addWhatNoPackageHas(LayerTree tree) throws IOException {
        MERGED.forEach(name -> tree.folder("usr/" + name, 0755));
        MERGED.forEach(name -> tree.symlink(name, "usr/" + name));
        FOLDERS.forEach(name -> tree.folder(name, 0755));
        tree.folder("root", 0700);
        tree.folder("tmp", 01777);
        tree.symlink("var/run", "/run");
        tree.file("etc/passwd", 0644, Bytes.utf8(PASSWD));
        tree.file("etc/group", 0644, Bytes.utf8(GROUP));
        tree.symlink("var/log/nginx/access.log", "/dev/stdout");
        tree.symlink("var/log/nginx/error.log", "/dev/stderr");
        tree.file("etc/nginx/conf.d/default.conf", 0644, SampleLayout.resource("nginx/default.conf"));
        tree.file("var/www/html/index.html", 0644, SampleLayout.resource("nginx/www/index.html"));
    }
}
