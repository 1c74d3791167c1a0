package dev.cloister.image.flatten;

import static dev.cloister.image.flatten.Layers.flatten;
import static dev.cloister.image.flatten.Layers.layer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Malformed;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WhiteoutTest {
    @TempDir
    Path folder;

    /// Lower layer, upper layer, result; entries between spaces.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // what is hidden
                "a b            | .wh.a                | b",
                "d/ d/a d/e/ b  | .wh.d                | b",
                "d/ d/a d/b     | d/.wh.a              | d/ d/b",
                "d/ d/a d/e/ d/e/f | d/.wh..wh..opq    | d/",
                "d/ d/l->x      | d/.wh.l              | d/",
                // what is not
                "a              | .wh.b                | a",
                "a              | none/.wh.b           | a",
                "a              | none/.wh..wh..opq    | a",
                "d/ d/a b       | .wh.a                | b d/ d/a",
                "a .whale       | .wh..whale           | a",
                // this layer's own stay, in either order
                "a=1            | .wh.a a=2            | a=2",
                "a=1            | a=2 .wh.a            | a=2",
                "d/ d/a d/b     | .wh.d d/ d/c         | d/ d/c",
                "d/ d/a d/b     | d/ d/c .wh.d         | d/ d/c",
                "d/ d/a d/b     | d/c .wh.d            | d/ d/c",
                "d/ d/a         | d/c d/.wh..wh..opq   | d/ d/c",
                "d/ d/a         | d/.wh..wh..opq d/c   | d/ d/c",
                "d/ d/e/ d/e/a  | d/e/b d/.wh..wh..opq | d/ d/e/ d/e/b",
                // hard links of a hidden file
                "a=1 b=>a       | .wh.a                | b=1",
                "a=1 b=>a       | .wh.b                | a=1",
                "a=1            | b=>a .wh.a           | b=1",
                // the root
                "a d/ d/b       | .wh..wh..opq c       | c",
            })
    void matrix(String lower, String upper, String expected) throws Exception {
        assertThat(flatten(folder, layer(lower.split(" ")), layer(upper.split(" "))))
                .isEqualTo(List.of(expected.split(" ")));
    }

    @Test
    void hiddenFoldersLeaveNoAttributesBehind() throws Exception {
        byte[] lower = layer("d/ 700", "d/a");
        assertThat(flatten(folder, lower, layer(".wh.d", "d/c"))).containsExactly("d/", "d/c");
        assertThat(flatten(folder, lower, layer("d/c", ".wh.d"))).containsExactly("d/", "d/c");
        assertThat(flatten(folder, lower, layer("d/ 711", "d/c", ".wh.d"))).containsExactly("d/ 711", "d/c");
        assertThat(flatten(folder, lower, layer("d/.wh..wh..opq"))).containsExactly("d/ 700");
    }

    @Test
    void whatWasHiddenMayComeBack() throws Exception {
        byte[] lower = layer("a=1", "d/", "d/x");
        byte[] hides = layer(".wh.a", ".wh.d");
        assertThat(flatten(folder, lower, hides)).isEmpty();
        assertThat(flatten(folder, lower, hides, layer("a=3", "d/y"))).containsExactly("a=3", "d/", "d/y");
    }

    @Test
    void whiteoutsReachThroughLinksOnTheWayOnly() throws Exception {
        byte[] lower = layer("real/", "real/a", "link->real");
        assertThat(flatten(folder, lower, layer("link/.wh.a"))).containsExactly("link->real", "real/");
        assertThat(flatten(folder, lower, layer(".wh.link"))).containsExactly("real/", "real/a");
    }

    @ParameterizedTest
    @ValueSource(strings = {".wh.", ".wh...", ".wh..", ".wh..wh.plnk", ".wh..wh.", "d/.wh..wh.aufs"})
    void unknownOnesAreRefused(String name) {
        assertThatThrownBy(() -> flatten(folder, layer(name)))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("is a whiteout of an unknown kind");
    }

    @Test
    void onlyEmptyFilesAreWhiteouts() {
        for (String entry : List.of(".wh.a/", ".wh.a=content", ".wh.a->b", ".wh..wh..opq/")) {
            assertThatThrownBy(() -> flatten(folder, layer(entry)))
                    .hasMessageContaining("has the name of a whiteout and is not an empty file");
        }
        assertThatThrownBy(() -> flatten(folder, layer(".wh.a/b")))
                .hasMessageContaining("lies in a folder whose name is reserved for whiteouts");
    }
}
