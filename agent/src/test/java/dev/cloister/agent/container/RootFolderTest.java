package dev.cloister.agent.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootFolderTest {
    @TempDir
    Path folder;

    private Path root;
    private RootFolder inside;

    @BeforeEach
    void anImage() throws IOException {
        root = Files.createDirectories(folder.resolve("root"));
        inside = new RootFolder(root);
        Files.createDirectories(root.resolve("etc"));
        Files.createDirectories(root.resolve("store"));
        Files.writeString(root.resolve("etc/passwd"), "inside");
        Files.writeString(folder.resolve("passwd"), "outside");
    }

    @Test
    void filesAreReadAndMissingOnesAreEmpty() throws IOException {
        assertThat(inside.text("/etc/passwd")).isEqualTo("inside");
        assertThat(inside.text("//etc/./passwd")).isEqualTo("inside");
        assertThat(inside.text("/etc/group")).isEmpty();
        assertThat(inside.text("/etc")).isEmpty();
    }

    @Test
    void linksAreFollowedAsTheContainerWould() throws IOException {
        Files.writeString(root.resolve("store/p"), "stored");
        link("etc/absolute", "/store/p");
        link("etc/relative", "../store/p");
        link("conf", "/etc");
        link("chain", "conf/absolute");
        assertThat(inside.text("/etc/absolute")).isEqualTo("stored");
        assertThat(inside.text("/etc/relative")).isEqualTo("stored");
        assertThat(inside.text("/conf/relative")).isEqualTo("stored");
        assertThat(inside.text("/chain")).isEqualTo("stored");
    }

    @Test
    void nothingLeadsOut() throws IOException {
        link("etc/up", "../../passwd");
        link("etc/far", "/../../../../../../../../" + folder + "/passwd");
        assertThat(inside.text("/etc/up")).isEmpty();
        assertThat(inside.text("/etc/far")).isEmpty();
        assertThat(inside.text("/../passwd")).isEmpty();
        inside.makeFolder("/../../made");
        assertThat(root.resolve("made")).isDirectory();
    }

    @Test
    void loopsEnd() throws IOException {
        link("a", "b");
        link("b", "a");
        assertThatThrownBy(() -> inside.text("/a")).isInstanceOf(IOException.class);
    }

    @Test
    void aMissingWorkingDirectoryIsMadeInside() throws IOException {
        link("var", "/store");
        inside.makeFolder("/var/www/html");
        assertThat(root.resolve("store/www/html")).isDirectory();
        inside.makeFolder("/var/www/html");
        inside.makeFolder("/");
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(root.resolve(name), Path.of(target));
    }
}
