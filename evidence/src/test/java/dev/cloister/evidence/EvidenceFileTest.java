package dev.cloister.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.SnpReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One report in every form in which it may lie in a file, and what is none.
class EvidenceFileTest {
    private static final Bytes REPORT = report();
    private static final CertificateTable TABLE =
            CertificateTable.of(CertificateTable.Entry.of(CertificateTable.Kind.VCEK, Bytes.utf8("a certificate")));
    private static final byte[] QUOTE = REPORT.concat(TABLE.encode()).array();

    @TempDir
    private Path folder;

    /// The least that parses: version 3, policy 0x30000, ECDSA, everything else zero.
    private static Bytes report() {
        byte[] raw = new byte[SnpReport.SIZE];
        raw[0x00] = 3;
        raw[0x0a] = 3;
        raw[0x34] = 1;
        raw[0x2a0] = (byte) 0xfb; // so that base64 has a character in which its two alphabets differ
        return Bytes.of(raw);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void isQuote(byte[] content, EvidenceFormat format) throws Malformed {
        EvidenceFile file = EvidenceFile.parse(content);
        assertThat(file.format()).isEqualTo(format);
        assertThat(file.evidence()).isEqualTo(new Evidence.Snp(SnpReport.parse(REPORT.array()), TABLE));
    }

    @Test
    void binary() throws Malformed {
        isQuote(QUOTE, EvidenceFormat.BINARY);

        EvidenceFile alone = EvidenceFile.parse(REPORT.array());
        assertThat(alone.evidence())
                .isEqualTo(new Evidence.Snp(SnpReport.parse(REPORT.array()), CertificateTable.EMPTY));
    }

    @Test
    void hexOfEitherCaseAndInLines() throws Malformed {
        String hex = Bytes.of(QUOTE).hex();
        isQuote(ascii(hex), EvidenceFormat.HEX);
        isQuote(ascii(hex.toUpperCase(Locale.ROOT) + "\n"), EvidenceFormat.HEX);
        isQuote(ascii(hex.replaceAll("(.{60})", "$1\n")), EvidenceFormat.HEX);
    }

    /// White space that only Unicode calls so, inside or behind: refused, and no exception but the documented
    /// one.
    @ParameterizedTest
    @ValueSource(strings = {"\u2003", "\u2003\u2003", "\u2028\u2028", "\u0130\u0130"})
    void foreignWhiteSpaceIsNone(String space) {
        String hex = Bytes.of(QUOTE).hex();
        String base64 = Base64.getEncoder().encodeToString(QUOTE);
        for (String text : List.of(hex, base64)) {
            for (String spaced : List.of(text + space, text.substring(0, 8) + space + text.substring(8))) {
                assertThatThrownBy(() -> EvidenceFile.parse(spaced.getBytes(StandardCharsets.UTF_8)))
                        .isInstanceOf(Malformed.class)
                        .hasMessageContaining("neither binary nor hex");
            }
        }
    }

    @Test
    void base64AsToolsWriteIt() throws Malformed {
        isQuote(ascii(Base64.getEncoder().encodeToString(QUOTE)), EvidenceFormat.BASE64);
        isQuote(ascii(Base64.getEncoder().withoutPadding().encodeToString(QUOTE) + "\n"), EvidenceFormat.BASE64);
        isQuote(Base64.getMimeEncoder().encode(QUOTE), EvidenceFormat.BASE64);
        isQuote(ascii(Base64.getUrlEncoder().encodeToString(QUOTE)), EvidenceFormat.BASE64URL);
        isQuote(ascii(Base64.getUrlEncoder().withoutPadding().encodeToString(QUOTE)), EvidenceFormat.BASE64URL);
    }

    @Test
    void json() throws Malformed {
        String trustee = SnpJson.write(SnpReport.parse(REPORT.array()), TABLE).pretty();
        isQuote(ascii(trustee), EvidenceFormat.TRUSTEE_JSON);

        String tsm = "{\"provider\":\"sev_guest\\n\",\"outblob\":\"" + REPORT.base64Url() + "\",\"auxblob\":\""
                + TABLE.encode().base64() + "\"}";
        isQuote(ascii(tsm), EvidenceFormat.TSM_JSON);

        String proof = "{\"format\":1,\"runtimeData\":\"{}\",\"report\":\"" + REPORT.base64() + "\",\"certificates\":\""
                + TABLE.encode().base64() + "\"}";
        isQuote(ascii(proof), EvidenceFormat.PROOF);
    }

    @Test
    void readsFiles() throws IOException, Malformed {
        Path file = Files.write(folder.resolve("report"), QUOTE);

        assertThat(EvidenceFile.read(file)).isEqualTo(EvidenceFile.parse(QUOTE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-----BEGIN CERTIFICATE-----MIIB | a PEM text (CERTIFICATE)",
                "eyJhbGciOiJFUzI1NiJ9.e30.AAAA | a signed token (JWT)",
                "{\"tee\":\"snp\"} | neither binary nor hex, base64 or a known JSON form",
                "AAAA AAA? | neither binary nor hex",
                "abcd01 | has 3 bytes, an SNP report has 1184 (read as hex)",
                "abc | an odd number of hex digits, 3 (read as hex)",
                "zzzzz | base64 cannot have 5 characters (read as base64)",
                "eyJhIjoxfQ== | the base64 of a JSON text: decode it",
                "{\"provider\":\"tdx_guest\",\"outblob\":\"\"} | is no quote of Intel's",
                "{\"attestation_report\":{}} | (read as Trustee's JSON form)",
                "'   ' | neither binary nor hex",
            })
    void saysWhatTextIsInstead(String text, String problem) {
        assertThatThrownBy(() -> EvidenceFile.parse(ascii(text)))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining(problem);
    }

    @Test
    void pemIsNoFormOfEvidence() {
        assertThat(EvidenceFormat.of(ascii("-----BEGIN CERTIFICATE-----\nMIIB\n")))
                .isEqualTo(EvidenceFormat.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "030002000000000000000000939a7233f79c4ca9940a0db3957f0607, Quote.user_data at 0x1c",
        "040002008100000000000000939a7233f79c4ca9940a0db3957f0607, Quote.user_data at 0x1c",
        "8444a1013822a0, AWS Nitro",
        "48434c41020000, the SNP report in it is the 1184 bytes from byte 32 on",
        "ff54434780180000, a TPM's quote",
        "3082054c308202fb, most likely a certificate",
        "fffe410042004300, a byte order mark",
        "030000000000, has 6 bytes",
    })
    void saysWhatBytesAreInstead(String hex, String problem) {
        Bytes content = Bytes.hex(hex);
        assertThatThrownBy(() -> EvidenceFile.parse(content.array()))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining(problem);
        assertThatThrownBy(() -> EvidenceFile.parse(ascii(content.hex())))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining(problem)
                .hasMessageContaining("hex");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, EvidenceFile.MAX_SIZE + 1})
    void isBounded(int length) {
        assertThatThrownBy(() -> EvidenceFile.parse(new byte[length])).isInstanceOf(Malformed.class);
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] hex = ascii(Bytes.of(QUOTE).hex());
        for (int length = 0; length < QUOTE.length; length++) {
            byte[] cut = Bytes.of(QUOTE, 0, length).array();
            byte[] cutHex = Bytes.of(hex, 0, 2 * length).array();
            if (length != SnpReport.SIZE) { // a report alone is whole
                assertThatThrownBy(() -> EvidenceFile.parse(cut)).isInstanceOf(Malformed.class);
                assertThatThrownBy(() -> EvidenceFile.parse(cutHex)).isInstanceOf(Malformed.class);
            }
        }
    }

    @Test
    void wrongPaddingIsRefused() {
        String text = REPORT.base64(); // 1184 bytes: one character of padding
        assertThatThrownBy(() -> EvidenceFile.parse(ascii(text + "="))).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> EvidenceFile.parse(ascii(text.replace('+', '-') + "=")))
                .isInstanceOf(Malformed.class);
    }
}
