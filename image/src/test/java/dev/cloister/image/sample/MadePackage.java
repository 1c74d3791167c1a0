package dev.cloister.image.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A Debian package made for a test, version 1, whose programs are lines of text.
final class MadePackage {
    private final String name;
    private final Path tree;
    private final Path debs;

    private MadePackage(String name, Path tree, Path debs) {
        this.name = name;
        this.tree = tree;
        this.debs = debs;
    }

    static MadePackage in(Path folder, String name) throws IOException {
        assumeTrue(System.getenv("CI") != null || Files.exists(Path.of("/usr/bin/dpkg-deb")), "dpkg-deb is missing");
        Path tree = Files.createTempDirectory(folder, "tree-");
        Files.createDirectory(tree.resolve("DEBIAN"));
        Files.writeString(
                tree.resolve("DEBIAN/control"),
                "Package: " + name + "\nVersion: 1\nArchitecture: amd64\nMaintainer: A <a@example.org>\n"
                        + "Description: for a test\n");
        return new MadePackage(name, tree, Files.createTempDirectory(folder, "debs-"));
    }

    MadePackage with(String place, String content) throws IOException {
        Files.createDirectories(tree.resolve(place).getParent());
        Files.writeString(tree.resolve(place), content);
        return this;
    }

    MadePackage withSymlink(String place, String target) throws IOException {
        Files.createDirectories(tree.resolve(place).getParent());
        Files.createSymbolicLink(tree.resolve(place), Path.of(target));
        return this;
    }

    MadePackage withHardLink(String place, String other) throws IOException {
        Files.createLink(tree.resolve(place), tree.resolve(other));
        return this;
    }

    /// The package's file.
    Path build() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "dpkg-deb", "--root-owner-group", "--build", tree.toString(), debs.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).isZero();
        return debs.resolve(name + "_1_amd64.deb");
    }
}
