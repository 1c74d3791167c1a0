package dev.cloister.image.flatten;

import static dev.cloister.image.flatten.Layers.flatten;
import static dev.cloister.image.flatten.Layers.layer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.image.tar.Attributes;
import dev.cloister.image.tar.EntryKind;
import dev.cloister.image.tar.TarEntry;
import dev.cloister.image.tar.TarReader;
import dev.cloister.image.tar.TarWriter;
import dev.cloister.image.tar.Xattr;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TreeTest {
    private static final Attributes FILE = Attributes.ofRoot(0644);

    @TempDir
    Path folder;

    /// Lower layer, upper layer, result; entries between spaces.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // replaced
                "a=1             | a=2                  | a=2",
                "d/ d/a          | d                    | d",
                "d/ d/a          | d->e                 | d->e",
                "d               | d/ d/a               | d/ d/a",
                "d->e e/ e/a     | d/ d/b               | d/ d/b e/ e/a",
                "d->e e/ e/a     | d                    | d e/ e/a",
                "d/ d/a          | d/ d/b               | d/ d/a d/b",
                "a=1 b=>a        | a=2                  | a=2 b=1",
                "a=1 b=>a        | b=2                  | a=1 b=2",
                "a=1 b=>a        | a/                   | a/ b=1",
                // hard links: to a lower layer, to this one, through a replaced target
                "a=1             | b=>a                 | a=1 b=>a",
                "a=1             | a=2 b=>a             | a=2 b=>a",
                "a=1             | b=>a a=2             | a=2 b=1",
                "b=1             | a=>b                 | a=1 b=>a",
                "d/ d/a=1        | b=>d/a d             | b=1 d",
                "l->x            | m=>l                 | l->x m=>l",
                "a=1             | ./b=>./a c=>/a       | a=1 b=>a c=>a",
                // made on the way, named in other ways
                "a               | x/y/z                | a x/ x/y/ x/y/z",
                "a               | ./b /c d//e          | a b c d/ d/e",
                // links on the way
                "r/ l->r         | l/a                  | l->r r/ r/a",
                "r/ l->/r        | l/a                  | l->/r r/ r/a",
                "r/ l->../../r   | l/a                  | l->../../r r/ r/a",
                "l->r            | l/a                  | l->r r/ r/a",
                "r/ r/l->../s s/ | r/l/a                | r/ r/l->../s s/ s/a",
                "r/ r/b=1 l->r   | a=>l/b               | a=1 l->r r/ r/b=>a",
            })
    void matrix(String lower, String upper, String expected) throws Exception {
        assertThat(flatten(folder, layer(lower.split(" ")), layer(upper.split(" "))))
                .isEqualTo(List.of(expected.split(" ")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "../a            | leads outside by ..",
                "a/../../b       | leads outside by ..",
                "a/../b          | leads outside by ..",
                "a=>../b         | leads outside by ..",
                "f f/a           | neither a folder nor a symbolic link",
                "l->l l/a        | more than 40 symbolic links",
                "l->m m->l l/a   | more than 40 symbolic links",
                "b=>a            | which is in no layer so far",
                "b=>x/a          | which is in no layer so far",
                "d/ b=>d         | which is a folder",
                "a=>a            | hard link to itself or to the root",
                "a=>.            | hard link to itself or to the root",
                "./->a           | has the place of the root and is not a folder",
            })
    void hostile(String entries, String why) {
        assertThatThrownBy(() -> flatten(folder, layer(entries.split(" "))))
                .isInstanceOf(Malformed.class)
                .hasMessageStartingWith("layer 1 at 0x")
                .hasMessageContaining("entry ")
                .hasMessageContaining(why);
    }

    @Test
    void limits() {
        refused("a name of more than 255 bytes", "n".repeat(256));
        refused("a path of more than 4095 bytes", "p/".repeat(2048));
        refused("a link target of more than 4095 bytes", "a->" + "t".repeat(4096));
        refused("in more than 1024 folders", "d/".repeat(1025) + "a");
    }

    private void refused(String why, String... entries) {
        assertThatThrownBy(() -> flatten(folder, layer(entries))).hasMessageContaining(why);
    }

    /// Every name counts: listed, made on the way, replaced, of a hard link.
    @ParameterizedTest
    @CsvSource({
        "a b c,",
        "a/b/c,",
        "x/y z,",
        "a a a,",
        "a b=>a c=>a,",
        "a b c d,d",
        "a/b/c/d,d",
        "x/y z w,w",
        "a a a a,a"
    })
    void namesAreCounted(String entries, String refused) throws Exception {
        Budget three = new Budget(3, Budget.MAX_METADATA_BYTES);
        if (refused == null) {
            lay(three, layer(entries.split(" ")));
            return;
        }
        assertThatThrownBy(() -> lay(three, layer(entries.split(" "))))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("makes more than the 3 files and folders that an image may have");
    }

    /// What a later layer replaces or drops counts too: a folder's attributes again and again, names that the
    /// tree only remembers as lost.
    @Test
    void metadataIsCounted() throws Exception {
        Budget kilobyte = new Budget(Budget.MAX_NODES, 1024);
        String why = "exceeds the 1024 bytes of names, link targets and attributes that an image may have";
        Xattr large = new Xattr("user.a", Bytes.EMPTY.padTo(300));
        byte[] folders = entries(
                TarEntry.folder("d/", FILE.withXattrs(List.of(large))),
                TarEntry.folder("d/", FILE.withXattrs(List.of(large))),
                TarEntry.folder("./", FILE.withXattrs(List.of(large))));
        assertThatThrownBy(() -> lay(kilobyte, folders))
                .hasMessageContaining("entry ./ ")
                .hasMessageContaining(why);
        TarEntry[] lost = new TarEntry[9];
        for (int i = 0; i < lost.length; i++) {
            lost[i] = TarEntry.file("f" + i, FILE.withXattrs(List.of(new Xattr("trusted." + i, Bytes.EMPTY))), 0);
        }
        assertThatThrownBy(() -> lay(new Budget(Budget.MAX_NODES, 1024), entries(lost)))
                .hasMessageContaining(why);
        TarEntry same = TarEntry.file("f", FILE.withXattrs(List.of(new Xattr("trusted.0", Bytes.EMPTY))), 0);
        lay(new Budget(Budget.MAX_NODES, 1024), entries(same, same, same, same, same, same, same, same, same));
        assertThatThrownBy(() -> lay(new Budget(Budget.MAX_NODES, 1024), layer("a->" + "t".repeat(1024))))
                .hasMessageContaining(why);
    }

    private void lay(Budget budget, byte[] layer) throws Exception {
        try (Tree tree = new Tree(folder, budget)) {
            tree.lay("layer 1", new TarReader("layer 1", new ByteArrayInputStream(layer)));
        }
    }

    @Test
    void longestNamesAreKept() throws Exception {
        String longest = ("n".repeat(255) + "/").repeat(15) + "e".repeat(255);
        assertThat(flatten(folder, layer(longest)).getLast()).isEqualTo(longest);
        assertThat(flatten(folder, layer("a->" + "t".repeat(4095)))).hasSize(1);
    }

    @Test
    void orderIsThatOfTheBytesWhateverTheLayersHave() throws Exception {
        List<String> sorted = flatten(folder, layer("b", "a/", "a/z", "a-", "é", "a.", "B"));
        assertThat(sorted).containsExactly("B", "a/", "a/z", "a-", "a.", "b", "\u00c3\u00a9");
        assertThat(flatten(folder, layer("é", "a.", "a/z", "B", "a-", "b"))).isEqualTo(sorted);
    }

    @Test
    void devicesAndPipesAreKept() throws Exception {
        byte[] layer = entries(
                new TarEntry("c", EntryKind.CHARACTER_DEVICE, FILE, 0, "", 1, 3),
                new TarEntry("b", EntryKind.BLOCK_DEVICE, FILE, 0, "", 8, 70_000),
                new TarEntry("p", EntryKind.FIFO, FILE, 0, "", 0, 0),
                TarEntry.link(EntryKind.HARD_LINK, "q", FILE, "p"));
        assertThat(flatten(folder, layer)).containsExactly("b b 8:70000", "c c 1:3", "p p", "q=>p");
    }

    @Test
    void overlayfsWhiteoutDeviceIsRefused() throws Exception {
        byte[] layer = entries(new TarEntry("c", EntryKind.CHARACTER_DEVICE, FILE, 0, "", 0, 0));
        assertThatThrownBy(() -> flatten(folder, layer)).hasMessageContaining("character device 0:0");
    }

    @Test
    void someAttributesAreKeptAndTheOthersCounted() throws Exception {
        Xattr kept = new Xattr("security.capability", Bytes.hex("01000002ff"));
        Xattr own = new Xattr("user.note", Bytes.utf8("n"));
        byte[] layer = entries(
                TarEntry.file(
                        "a", FILE.withXattrs(List.of(kept, own, new Xattr("trusted.overlay.opaque", kept.value()))), 0),
                TarEntry.folder(
                        "d/",
                        FILE.withXattrs(List.of(
                                new Xattr("system.posix_acl_access", kept.value()),
                                new Xattr("user.overlay.opaque", kept.value()),
                                new Xattr("trusted.overlay.opaque", kept.value())))));
        try (Tree tree = Layers.tree(folder, layer)) {
            assertThat(tree.droppedXattrs())
                    .containsExactly(
                            new DroppedXattr("system.posix_acl_access", 1),
                            new DroppedXattr("trusted.overlay.opaque", 2),
                            new DroppedXattr("user.overlay.opaque", 1));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (TarWriter tar = new TarWriter(out)) {
                tree.flattened().writeTo(tar, "r", done -> {});
            }
            assertThat(out.toString(StandardCharsets.ISO_8859_1))
                    .contains("SCHILY.xattr.security.capability=\u0001\0\0\u0002\u00ff", "user.note=n")
                    .doesNotContain("trusted.", "system.", "overlay");
        }
    }

    private static byte[] entries(TarEntry... entries) throws Exception {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(archive)) {
            for (TarEntry entry : entries) {
                tar.add(entry);
            }
        }
        return archive.toByteArray();
    }

    @Test
    void rootTakesTheImagesAttributes() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Tree tree = Layers.tree(folder, layer("./ 711", "a"));
                TarWriter tar = new TarWriter(out)) {
            tree.flattened().writeTo(tar, "rootfs", done -> {});
        }
        assertThat(Bytes.of(out.toByteArray(), 0, 107))
                .isEqualTo(Bytes.utf8("rootfs/").padTo(100).concat(Bytes.utf8("0000711")));
    }

    @Test
    void contentsAreInNoNamedFileAndCountedOnce() throws Exception {
        try (Tree tree = Layers.tree(folder, layer("a=12345", "b=>a"), layer("c=1"))) {
            assertThat(tree.flattened().contentBytes()).isEqualTo(6);
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files).isEmpty();
            }
        }
    }
}
