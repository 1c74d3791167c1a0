package dev.cloister.image.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What the writer writes, the reader reads; and nothing like it.
class TarRoundTripTest {
    private static final Attributes ROOT = Attributes.ofRoot(0755);
    private static final Bytes CAPABILITY = Bytes.hex("0100000200040000000000000000008000ff0a3d");

    /// An entry and its content.
    record Read(TarEntry entry, Bytes content) {}

    static List<Read> read(byte[] archive) throws IOException, Malformed {
        TarReader reader = new TarReader("archive", new ByteArrayInputStream(archive));
        List<Read> entries = new ArrayList<>();
        for (Optional<TarEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            reader.copyTo(content);
            entries.add(new Read(entry.get(), Bytes.of(content.toByteArray())));
        }
        return entries;
    }

    static byte[] write(List<Read> entries) throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(archive)) {
            for (Read read : entries) {
                tar.add(read.entry());
                tar.write(read.content().array());
            }
        }
        return archive.toByteArray();
    }

    private static Read bare(TarEntry entry) {
        return new Read(entry, Bytes.EMPTY);
    }

    private static Read file(String path, Attributes attributes, String content) {
        Bytes bytes = Bytes.utf8(content);
        return new Read(TarEntry.file(path, attributes, bytes.length()), bytes);
    }

    static List<Read> everyKind() {
        Attributes special = new Attributes(
                04755,
                4_294_967_294L,
                3_000_000,
                4_294_967_295L,
                List.of(new Xattr("security.capability", CAPABILITY)));
        return List.of(
                bare(TarEntry.folder("usr/", ROOT)),
                file("usr/tool", special, "tool"),
                bare(TarEntry.link(EntryKind.HARD_LINK, "usr/same", ROOT, "usr/tool")),
                bare(TarEntry.link(EntryKind.SYMLINK, "usr/link", ROOT, "x".repeat(4000))),
                bare(new TarEntry("dev/full", EntryKind.CHARACTER_DEVICE, ROOT, 0, "", 1, 7)),
                bare(new TarEntry("dev/disk", EntryKind.BLOCK_DEVICE, ROOT, 0, "", 259, 1_048_575)),
                bare(new TarEntry("run/fifo", EntryKind.FIFO, ROOT, 0, "", 0, 0)),
                file(ByteText.of("n".repeat(120) + "/ü\n漢"), ROOT, "c".repeat(700)),
                file("not\u00ffutf8", ROOT, ""));
    }

    @Test
    void everyKindComesBack() throws Exception {
        byte[] archive = write(everyKind());
        assertThat(archive.length % 512).isZero();
        assertThat(read(archive)).isEqualTo(everyKind());
        assertThat(write(read(archive))).isEqualTo(archive);
    }

    @Test
    void paxLengthsCountTheirOwnDigits() throws Exception {
        for (int length = 80; length < 1200; length++) {
            List<Read> entries = List.of(file("p".repeat(length), ROOT, ""));
            assertThat(read(write(entries))).isEqualTo(entries);
        }
    }

    @Test
    void attributesAreSortedAndTimesClamped() {
        Xattr a = new Xattr("user.a", Bytes.EMPTY);
        Xattr b = new Xattr("user.b", Bytes.EMPTY);
        assertThat(new Attributes(0, 0, 0, -5, List.of(b, a))).isEqualTo(new Attributes(0, 0, 0, 0, List.of(a, b)));
        assertThat(new Attributes(0, 0, 0, 1L << 40, List.of()).mtimeSeconds()).isEqualTo(0xffff_ffffL);
    }

    @Test
    void everyTruncationIsRefused() throws Exception {
        byte[] archive = write(everyKind());
        for (int length = 0; length < archive.length; length++) {
            byte[] cut = Bytes.of(archive, 0, length).array();
            assertThat(catchThrowable(() -> read(cut))).as("%d bytes", length).isInstanceOf(Malformed.class);
        }
    }

    @Test
    void anythingBehindTheEndButZeroBlocksIsRefused() throws Exception {
        Bytes archive = Bytes.of(write(everyKind()));
        assertThat(read(archive.padTo(archive.length() + 512 * 20).array())).isEqualTo(everyKind());
        for (int extra : List.of(1, 511, 513)) {
            assertThatThrownBy(
                            () -> read(archive.padTo(archive.length() + extra).array()))
                    .isInstanceOf(Malformed.class)
                    .hasMessageContaining("behind its last whole block");
        }
        byte[] garbage =
                archive.concat(Bytes.of(new byte[511])).concat(Bytes.hex("01")).array();
        assertThatThrownBy(() -> read(garbage)).hasMessageContaining("something other than zeros follows the end");
    }

    /// Tar has a checksum for headers only. Let through: the content of files and of pax headers, which the
    /// digest of the layer covers; the padding behind either, which means nothing; in the checksum itself, a
    /// space for its leading zero or for the zero byte that ends it.
    @Test
    void everyFlippedBitIsRefusedUnlessTarHasNoChecksumForIt() throws Exception {
        byte[] archive = write(everyKind());
        boolean[] unprotected = unprotected(archive);
        for (int bit = 0; bit < archive.length * 8; bit++) {
            int place = bit / 8;
            archive[place] ^= (byte) (1 << bit % 8);
            boolean separator = place % 512 >= 148 && place % 512 < 156 && (archive[place] & ~' ') == 0;
            if (!unprotected[place] && !separator) {
                assertThat(catchThrowable(() -> read(archive)))
                        .as("bit %d of byte %d", bit % 8, place)
                        .isInstanceOf(Malformed.class);
            }
            archive[place] ^= (byte) (1 << bit % 8);
        }
    }

    private static boolean[] unprotected(byte[] archive) throws Malformed {
        boolean[] unprotected = new boolean[archive.length];
        int at = 0;
        while (at < archive.length) {
            TarBlock block =
                    new TarBlock("archive", at, Bytes.of(archive, at, at + 512).array());
            int blocks = (int) Math.ceilDiv(block.number("size", 124, 12), 512);
            at += 512;
            for (int i = 0; i < blocks * 512; i++) {
                unprotected[at++] = true;
            }
        }
        return unprotected;
    }

    @Test
    void writerHoldsEntriesToTheirSize() {
        TarWriter tar = new TarWriter(new ByteArrayOutputStream());
        assertThatThrownBy(() -> {
                    tar.add(TarEntry.file("a", ROOT, 2));
                    tar.write(1);
                    tar.close();
                })
                .isInstanceOf(IOException.class)
                .hasMessage("an entry of the archive lacks 1 bytes");
    }
}
