package dev.cloister.cli.bundle;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A small bundle with something of every kind.
final class SampleBundle {
    static final String LIBRARY = "org/example/lib/1.0/lib-1.0.jar";
    static final String DEB = "contents of a package";

    private SampleBundle() {}

    static Contents contents() throws Malformed {
        return Contents.of(List.of(
                item(Item.Kind.DEB, "busybox", "1:1.35.0-4+b1", DEB, false),
                item(Item.Kind.TOOL, "busybox", "1:1.35.0-4+b1", DEB, false),
                item(Item.Kind.MAVEN, LIBRARY, "1.0", "a library", false),
                item(Item.Kind.JDK, "bin/java", "25.0.1+8-LTS", "#!/bin/sh", true),
                item(Item.Kind.JDK, "lib/modules", "25.0.1+8-LTS", "classes".repeat(100), false),
                item(Item.Kind.ORIG, "edk2", "2025.02-8", "", false)));
    }

    static Item item(Item.Kind kind, String name, String version, String content, boolean executable) {
        Bytes bytes = Bytes.utf8(content);
        return new Item(kind, name, version, bytes.length(), Digests.sha256(bytes), executable);
    }

    /// Written into `folder`.
    static Path in(Path folder) throws IOException, Malformed {
        Path bundle = folder.resolve("sample.bundle");
        Map<Bytes, Path> sources = new HashMap<>();
        for (String content : List.of(DEB, "a library", "#!/bin/sh", "classes".repeat(100), "")) {
            Path file = Files.writeString(Files.createTempFile(folder, "source", ""), content);
            sources.put(Digests.sha256(Bytes.utf8(content)), file);
        }
        BundleWriter.write(bundle, contents(), sources, (done, total) -> {});
        return bundle;
    }

    /// Checks and publishes.
    static Bytes load(Path bundle, Path cache) throws IOException, Malformed {
        Path aside = Files.createTempDirectory(Files.createDirectories(cache), "aside");
        try (BundleReader reader = BundleReader.open(bundle)) {
            Loading loading = new Loading(cache, aside);
            Bytes digest = loading.check(reader, (done, total) -> {});
            loading.publish(reader.contents());
            return digest;
        }
    }

    static String rights(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
