package dev.cloister.image.tar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Another implementation reads what ours writes, and ours reads what it writes.
class TarOracleTest {

    @Test
    void anotherReaderReadsOurs() throws Exception {
        List<TarRoundTripTest.Read> ours = TarRoundTripTest.everyKind();
        List<String> theirs = new ArrayList<>();
        try (TarArchiveInputStream in =
                new TarArchiveInputStream(new ByteArrayInputStream(TarRoundTripTest.write(ours)), "ISO-8859-1")) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                theirs.add(
                        line(entry.getLinkFlag(), entry.getMode(), entry.getLongUserId(), Bytes.of(in.readAllBytes())));
            }
        }
        assertThat(theirs)
                .isEqualTo(ours.stream()
                        .map(read -> line(
                                (byte) read.entry().kind().typeFlag(),
                                read.entry().attributes().mode(),
                                read.entry().attributes().uid(),
                                read.content()))
                        .toList());
    }

    private static String line(byte type, int mode, long uid, Bytes content) {
        return (char) type + " " + Integer.toOctalString(mode) + " " + uid + " " + content;
    }

    @ParameterizedTest
    @CsvSource({"GNU,STAR", "POSIX,POSIX"})
    void oursReadsAnotherWriter(String names, String numbers) throws Exception {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(archive, 10_240, "UTF-8")) {
            out.setLongFileMode(
                    names.equals("GNU") ? TarArchiveOutputStream.LONGFILE_GNU : TarArchiveOutputStream.LONGFILE_POSIX);
            out.setBigNumberMode(
                    numbers.equals("STAR")
                            ? TarArchiveOutputStream.BIGNUMBER_STAR
                            : TarArchiveOutputStream.BIGNUMBER_POSIX);
            put(out, entry("folder/", '5'), "");
            put(out, entry("f".repeat(150) + "/ü", '0'), "content");
            TarArchiveEntry link = entry("l".repeat(150), '2');
            link.setLinkName("t".repeat(150));
            put(out, link, "");
        }
        List<TarRoundTripTest.Read> read = TarRoundTripTest.read(archive.toByteArray());
        assertThat(read)
                .extracting(r -> r.entry().path())
                .containsExactly("folder/", ByteText.of("f".repeat(150) + "/ü"), "l".repeat(150));
        assertThat(read.get(1).content()).isEqualTo(Bytes.utf8("content"));
        assertThat(read.get(2).entry().linkTarget()).isEqualTo("t".repeat(150));
        assertThat(read).extracting(r -> r.entry().attributes().uid()).containsOnly(3_000_000_000L);
        assertThat(read).extracting(r -> r.entry().attributes().mtimeSeconds()).containsOnly(1_600_000_000L);
    }

    private static TarArchiveEntry entry(String name, char type) {
        TarArchiveEntry entry = new TarArchiveEntry(name, (byte) type);
        entry.setUserId(3_000_000_000L);
        entry.setModTime(1_600_000_000_000L);
        return entry;
    }

    private static void put(TarArchiveOutputStream out, TarArchiveEntry entry, String content) throws IOException {
        Bytes bytes = Bytes.utf8(content);
        entry.setSize(bytes.length());
        out.putArchiveEntry(entry);
        out.write(bytes.array());
        out.closeArchiveEntry();
    }

    @Test
    void attributesOfAnotherWriter() throws Exception {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(archive, 10_240, "UTF-8")) {
            TarArchiveEntry entry = new TarArchiveEntry("a", (byte) '0');
            entry.addPaxHeader("SCHILY.xattr.user.plain", "value");
            out.putArchiveEntry(entry);
            out.closeArchiveEntry();
        }
        assertThat(TarRoundTripTest.read(archive.toByteArray())
                        .getFirst()
                        .entry()
                        .attributes()
                        .xattrs())
                .containsExactly(new Xattr("user.plain", Bytes.utf8("value")));
    }
}
