package dev.cloister.image.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Headers written by hand: the forms of others, and what is refused.
class TarReaderTest {
    private static final byte[] END = new byte[1024];

    /// A header block under construction.
    private static final class Header {
        private final byte[] raw = new byte[512];

        static Header of(char type, String name, String size) {
            Header header = new Header()
                    .text(0, name)
                    .text(100, "0000644\0")
                    .text(108, "0000000\0")
                    .text(116, "0000000\0")
                    .text(124, size)
                    .text(136, "00000000000\0")
                    .text(257, "ustar\00000");
            header.raw[156] = (byte) type;
            return header;
        }

        Header text(int offset, String text) {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            System.arraycopy(bytes, 0, raw, offset, bytes.length);
            return this;
        }

        byte[] summed() {
            Arrays.fill(raw, 148, 156, (byte) ' ');
            int sum = 0;
            for (byte b : raw) {
                sum += b & 0xff;
            }
            text(148, String.format("%06o\0 ", sum));
            return raw;
        }
    }

    private static byte[] archive(byte[]... parts) {
        Bytes whole = Bytes.EMPTY;
        for (byte[] part : parts) {
            whole = whole.concat(Bytes.of(part)).padTo((whole.length() + part.length + 511) / 512 * 512);
        }
        return whole.array();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] extra(char type, String content) {
        return archive(
                Header.of(type, "x", String.format("%011o", content.length())).summed(), bytes(content));
    }

    /// One record with its length in front.
    private static String pax(String assignment) {
        int length = assignment.length() + 3;
        length += Integer.toString(length + 1).length();
        return length - 1 + " " + assignment + "\n";
    }

    private static TarEntry only(byte[]... parts) throws Exception {
        List<TarRoundTripTest.Read> read = TarRoundTripTest.read(archive(parts));
        assertThat(read).hasSize(1);
        return read.getFirst().entry();
    }

    private static void refused(String why, byte[]... parts) {
        assertThatThrownBy(() -> TarRoundTripTest.read(archive(parts)))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining(why);
    }

    private static final byte[] PLAIN = Header.of('0', "a", "00000000000").summed();

    @Test
    void prefixAndNameMakeThePath() throws Exception {
        assertThat(only(Header.of('0', "c", "0").text(345, "a/b").summed(), END).path())
                .isEqualTo("a/b/c");
    }

    @Test
    void gnuHasNoPrefix() throws Exception {
        Header gnu = Header.of('0', "c", "0").text(257, "ustar  \0").text(345, "12345670123");
        assertThat(only(gnu.summed(), END).path()).isEqualTo("c");
    }

    @Test
    void gnuLongNames() throws Exception {
        String name = "n".repeat(300);
        String target = "t".repeat(200);
        TarEntry entry = only(
                extra('L', name + "\0"),
                extra('K', target + "\0"),
                Header.of('2', "short", "0").summed(),
                END);
        assertThat(entry.path()).isEqualTo(name);
        assertThat(entry.linkTarget()).isEqualTo(target);
    }

    @Test
    void numbersBeyondTheirFields() throws Exception {
        Header header = Header.of('0', "a", "0")
                .text(108, "\200\0\0\0\377\377\377\376")
                .text(136, "\377\377\377\377" + "\377\377\377\377\377\377\377\376");
        Attributes attributes = only(header.summed(), END).attributes();
        assertThat(attributes.uid()).isEqualTo(4_294_967_294L);
        assertThat(attributes.mtimeSeconds()).isZero();
    }

    @Test
    void paxWins() throws Exception {
        String records = pax("path=long")
                + pax("uid=100000")
                + pax("mtime=1600000.75")
                + pax("size=00")
                + pax("SCHILY.xattr.user.k=a=b")
                + pax("atime=1.5");
        TarEntry entry = only(extra('x', records), PLAIN, END);
        assertThat(entry.path()).isEqualTo("long");
        assertThat(entry.attributes())
                .isEqualTo(
                        new Attributes(0644, 100_000, 0, 1_600_000, List.of(new Xattr("user.k", Bytes.utf8("a=b")))));
    }

    @Test
    void timesBeforeTheEpochAreCutDown() throws Exception {
        PaxRecords records = PaxRecords.parse("pax", 0, bytes(pax("mtime=-1.5")));
        assertThat(records.seconds("mtime", 0)).isEqualTo(-2);
    }

    @Test
    void commentsForAllArePassedOver() throws Exception {
        assertThat(only(extra('g', pax("comment=hello")), PLAIN, END).path()).isEqualTo("a");
        refused("is not read from a global header", extra('g', pax("uid=10")), PLAIN, END);
    }

    @Test
    void oldFoldersEndInASlash() throws Exception {
        assertThat(only(Header.of('\0', "a/", "0").text(257, "\0\0\0\0\0\0").summed(), END)
                        .kind())
                .isEqualTo(EntryKind.FOLDER);
    }

    @ParameterizedTest
    @ValueSource(chars = {'8', '9', 'A', 'D', 'M', 'N', 'V', 'X', 's', '\u00ff'})
    void unknownTypesAreRefused(char type) {
        refused("unknown type", Header.of(type, "a", "0").summed(), END);
    }

    @Test
    void sparseFilesAreRefused() {
        refused("sparse files are not read", Header.of('S', "a", "0").summed(), END);
        refused("sparse files are not read", extra('x', pax("GNU.sparse.major=1")), PLAIN, END);
    }

    @ParameterizedTest
    @ValueSource(chars = {'1', '2', '3', '4', '5', '6'})
    void onlyFilesHaveContent(char type) {
        Header header = Header.of(type, "a", "00000000001").text(157, "b");
        refused("only files have content", header.summed(), bytes("x"), END);
    }

    @Test
    void headersThatSayTwoThingsAreRefused() {
        refused("two extended headers", extra('x', pax("uid=10")), extra('x', pax("uid=10")), PLAIN, END);
        refused("must come once", extra('L', "n\0"), extra('L', "n\0"), PLAIN, END);
        refused("is written twice", extra('x', pax("uid=10") + pax("uid=11")), PLAIN, END);
    }

    @Test
    void headersWithoutAnEntryAreRefused() {
        refused("is followed by no entry", extra('x', pax("uid=10")), END);
        refused("is followed by no entry", extra('L', "n\0"), END);
    }

    @Test
    void oneZeroBlockIsNoEnd() {
        refused("ends inside", PLAIN, new byte[512]);
        refused("ends inside", PLAIN);
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        refused("must be octal digits", Header.of('0', "a", "00000000009").summed(), END);
        refused(
                "is negative",
                Header.of('0', "a", "\377\377\377\377\377\377\377\377\377\377\377\377")
                        .summed(),
                END);
        refused(
                "does not fit",
                Header.of('0', "a", "\200\1\0\0\0\0\0\0\0\0\0\0").summed(),
                END);
        refused("must be from 0 to 4294967294", extra('x', pax("uid=4294967295")), PLAIN, END);
        refused(
                "must be from 0 to 4095",
                Header.of('3', "a", "0").text(329, "0010000").summed(),
                END);
        refused("a link needs a target", Header.of('2', "a", "0").summed(), END);
        refused("star is not read", Header.of('0', "a", "0").text(508, "tar\0").summed(), END);
        refused("at most 1048576 bytes", Header.of('x', "a", "10000000").summed(), END);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "uid=10\\n| must be decimal digits",
                "\" uid=10\\n\"| must be decimal digits",
                "99999999 uid=10\\n| must be decimal digits",
                "010 uid=10\\n| does not lead to the line feed",
                "8 uid=10\\n| does not lead to the line feed",
                "11 uid=10\\n| does not lead to the line feed",
                "10 uid=10x| does not lead to the line feed",
                "9 uid 10\\n| has no =",
                "7 =10\\n| does not lead",
                "5 =1\\n| has no =",
                "11 uid=1a0\\n| must be a decimal number",
                "13 mtime=1.x\\n| must be a decimal number of seconds",
                "11 path=a\\0\\n| holds a zero byte",
                "18 SCHILY.xattr.=\\n| names of attributes",
            })
    void paxRecordsThatBreakTheForm(String records, String why) {
        String text = records.replace("\\n", "\n").replace("\\0", "\0");
        refused(why, extra('x', text), PLAIN, END);
    }

    @Test
    void brokenCompressionIsBadInput() {
        assertThatThrownBy(() -> new TarReader("layer", failing(new ZipException("crc"))).next())
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("does not unpack: crc");
        assertThatThrownBy(() -> new TarReader("layer", failing(new EOFException())).next())
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("ends too early");
    }

    private static InputStream failing(java.io.IOException e) {
        return new ByteArrayInputStream(new byte[0]) {
            @Override
            public int read(byte[] into, int from, int length) {
                throw sneaky(e);
            }

            @SuppressWarnings("unchecked")
            private <X extends Exception> RuntimeException sneaky(Exception cause) throws X {
                throw (X) cause;
            }
        };
    }

    @Test
    void errorsSayWhere() {
        byte[] broken = Header.of('0', "a", "0").summed();
        broken[0] = 'b';
        assertThatThrownBy(() -> TarRoundTripTest.read(archive(PLAIN, broken, END)))
                .hasMessageStartingWith("archive.chksum at 0x294: is ");
    }

    @Test
    void namesAreShownSafely() {
        assertThat(ByteText.shown(ByteText.of("ü\n"))).isEqualTo("ü\\x0a");
        assertThat(ByteText.shown("\u00ff")).isEqualTo("\u00ff");
        assertThat(ByteText.shown("x".repeat(300))).hasSize(200);
    }
}
