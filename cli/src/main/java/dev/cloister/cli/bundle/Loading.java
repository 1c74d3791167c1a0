package dev.cloister.cli.bundle;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;

/// Brings what is in a bundle into a cache: all of it is unpacked and checked aside first, then each file goes to its
/// place by a rename. So a damaged bundle leaves the cache as it was, and an interrupted load leaves whole files only.
///
/// | kind | place below the cache |
/// |---|---|
/// | Debian's | `files/SHA-256`, where the recipes of the boot set look |
/// | Maven's | `maven/PATH`, a local repository that the wrapper builds from |
/// | JDK's | `jdk/VERSION/PATH`, where the wrapper looks for a JDK |
public final class Loading {
    /// The folder that Maven's files go to.
    public static final String MAVEN = "maven";

    private static final String JDK = "jdk";

    private final Path cache;
    private final Path aside;

    /// @param aside an empty folder in the cache's file system, which the caller removes afterwards
    public Loading(Path cache, Path aside) {
        this.cache = cache;
        this.aside = aside;
    }

    /// Step one: everything is checked, nothing is in its place yet.
    ///
    /// @return the SHA-256 of the bundle
    public Bytes check(BundleReader bundle, Progress progress) throws IOException, Malformed {
        return bundle.unpack(this::aside, progress);
    }

    private Path aside(Bytes digest) {
        return aside.resolve(digest.hex());
    }

    /// Step two, after [#check].
    public void publish(Contents contents) throws IOException {
        Path files = Files.createDirectories(cache.resolve("files"));
        Set<String> jdks = new HashSet<>();
        for (Item item : contents.items()) {
            switch (item.kind()) {
                case DEB, TOOL, ORIG, DEBIAN ->
                    put(item, files.resolve(item.sha256().hex()));
                case MAVEN -> put(item, cache.resolve(MAVEN).resolve(item.name()));
                case JDK -> {
                    put(item, aside.resolve(JDK).resolve(item.version()).resolve(item.name()));
                    jdks.add(item.version());
                }
            }
        }
        for (String version : jdks) {
            publishJdk(version);
        }
    }

    /// As a whole: a JDK that is there may be the one that runs this.
    private void publishJdk(String version) throws IOException {
        Path place = Files.createDirectories(cache.resolve(JDK)).resolve(version);
        if (!Files.exists(place)) {
            Files.move(aside.resolve(JDK).resolve(version), place, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private void put(Item item, Path place) throws IOException {
        Files.createDirectories(place.getParent());
        Path beside = place.resolveSibling(place.getFileName() + ".new");
        Files.deleteIfExists(beside);
        if (item.executable()) {
            Files.copy(aside(item.sha256()), beside); // its rights are not those of other places of the same bytes
            Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rwxr-xr-x"));
        } else {
            Files.createLink(beside, aside(item.sha256()));
        }
        Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
