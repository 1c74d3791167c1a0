package dev.cloister.evidence;

import dev.cloister.bytes.Base64s;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.dcap.Quote;
import dev.cloister.evidence.dcap.Tee;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.SnpReport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/// Evidence as it lies in a file, in whichever {@link EvidenceFormat}: parsed and not yet believed.
public record EvidenceFile(EvidenceFormat format, Evidence evidence) {
    /// Longer files are not read. A certificate table has 256 KiB at most; as JSON, a number and a line for
    /// each byte, that is some megabytes.
    public static final int MAX_SIZE = 4 * 1024 * 1024;

    private static final String STRUCTURE = "evidence";
    private static final int PROOF_DEPTH = 16;
    private static final int TSM_DEPTH = 2;
    private static final String SNP_PROVIDER = "sev_guest";
    private static final String TDX_PROVIDER = "tdx_guest";

    /// Of a file's content; reads no more than {@link #MAX_SIZE} bytes and one.
    public static EvidenceFile read(Path file) throws IOException, Malformed {
        try (InputStream in = Files.newInputStream(file)) {
            return parse(in.readNBytes(MAX_SIZE + 1));
        }
    }

    /// Tells which form the content has, and reads it. What is refused says which form it was taken for, or
    /// what it seems to be instead.
    public static EvidenceFile parse(byte[] content) throws Malformed {
        if (content.length == 0) {
            throw bad("is empty");
        }
        if (content.length > MAX_SIZE) {
            throw bad("is longer than " + MAX_SIZE + " bytes, so no evidence");
        }
        EvidenceFormat format = EvidenceFormat.of(content);
        Optional<String> other = Lookalike.of(content);
        if (other.isPresent()) {
            throw bad(other.get());
        }
        try {
            return new EvidenceFile(format, read(format, content));
        } catch (Malformed e) {
            throw new Malformed(e.structure(), e.field(), e.offset(), e.problem() + as(format));
        }
    }

    private static String as(EvidenceFormat format) {
        return format == EvidenceFormat.UNKNOWN ? "" : " (read as " + format.title() + ")";
    }

    private static Evidence read(EvidenceFormat format, byte[] content) throws Malformed {
        return switch (format) {
            case BINARY -> quote(content);
            case HEX -> encoded(format, hex(joined(content)));
            case BASE64 -> encoded(format, base64(joined(content)));
            case BASE64URL -> encoded(format, base64Url(joined(content)));
            case TRUSTEE_JSON -> SnpJson.read(Json.parse("SnpEvidence", content, SnpJson.DEPTH));
            case TRUSTEE_QUOTE -> dcap(base64(JsonFields.parse("evidence", content, SnpJson.DEPTH), "quote"));
            case TSM_JSON -> tsm(JsonFields.parse("TsmReport", content, TSM_DEPTH));
            case PROOF -> proof(JsonFields.parse("proof", content, PROOF_DEPTH));
            case UNKNOWN -> throw bad("is neither binary nor hex, base64 or a known JSON form of evidence");
        };
    }

    private static Evidence encoded(EvidenceFormat format, byte[] content) throws Malformed {
        Optional<String> other = Lookalike.of(content);
        if (other.isPresent()) {
            throw bad(other.get().replaceFirst("^is ", "is the " + format.title() + " of "));
        }
        if (content.length > 0 && content[0] == '{') {
            throw bad("is the " + format.title() + " of a JSON text: decode it and try again");
        }
        return quote(content);
    }

    /// A quote of Intel's, or a report of AMD's, then nothing or its certificate table.
    private static Evidence quote(byte[] content) throws Malformed {
        if (Quote.teeOf(content).isPresent()) {
            return dcap(content);
        }
        if (content.length < SnpReport.SIZE) {
            throw bad("has " + content.length + " bytes, an SNP report has " + SnpReport.SIZE);
        }
        SnpReport report = SnpReport.parse(Arrays.copyOf(content, SnpReport.SIZE));
        return evidence(report, Arrays.copyOfRange(content, SnpReport.SIZE, content.length));
    }

    private static Evidence dcap(byte[] content) throws Malformed {
        Tee tee = Quote.teeOf(content).orElseThrow(() -> bad("is no quote of Intel's quoting enclave"));
        return switch (tee) {
            case SGX -> new Evidence.Sgx(Quote.sgx(content));
            case TDX -> new Evidence.Tdx(Quote.tdx(content));
        };
    }

    private static Evidence.Snp evidence(SnpReport report, byte[] table) throws Malformed {
        return new Evidence.Snp(report, CertificateTable.parse(table));
    }

    private static Evidence tsm(JsonFields in) throws Malformed {
        String provider = in.text("provider").strip();
        if (provider.equals(TDX_PROVIDER)) {
            return dcap(base64(in, "outblob"));
        }
        if (!provider.equals(SNP_PROVIDER)) {
            throw in.bad("provider", "is neither " + SNP_PROVIDER + " nor " + TDX_PROVIDER);
        }
        SnpReport report = SnpReport.parse(base64(in, "outblob"));
        return evidence(report, in.optionalText("auxblob").isPresent() ? base64(in, "auxblob") : new byte[0]);
    }

    /// The other members are what the file's writer says about the evidence.
    private static Evidence.Snp proof(JsonFields in) throws Malformed {
        SnpReport report = SnpReport.parse(base64(in, "report"));
        return evidence(report, base64(in, "certificates"));
    }

    private static byte[] base64(JsonFields in, String field) throws Malformed {
        String text = in.text(field).strip();
        return text.indexOf('-') >= 0 || text.indexOf('_') >= 0 ? base64Url(text) : base64(text);
    }

    /// Without the white space that tools break lines with.
    private static String joined(byte[] content) {
        StringBuilder text = new StringBuilder(content.length);
        for (byte b : content) {
            if (b < 0 || b > ' ') {
                text.append((char) b);
            }
        }
        return text.toString();
    }

    private static byte[] hex(String text) throws Malformed {
        if (text.length() % 2 != 0) {
            throw bad("has an odd number of hex digits, " + text.length());
        }
        return HexFormat.of().parseHex(text.toLowerCase(Locale.ROOT));
    }

    /// Padding may be missing, as tools leave it out, but not be wrong.
    private static byte[] base64(String text) throws Malformed {
        if (text.length() % 4 == 1) {
            throw bad("base64 cannot have " + text.length() + " characters");
        }
        boolean padded = text.endsWith("=");
        String whole = padded ? text : text + "=".repeat((4 - text.length() % 4) % 4);
        return Base64s.decodeStandard(STRUCTURE, "", whole).array();
    }

    private static byte[] base64Url(String text) throws Malformed {
        int end = text.length();
        boolean padded = text.length() % 4 == 0;
        while (padded && end > text.length() - 2 && text.charAt(end - 1) == '=') {
            end--;
        }
        return Base64s.decodeUrl(STRUCTURE, "", text.substring(0, end)).array();
    }

    private static Malformed bad(String problem) {
        return new Malformed(STRUCTURE, "", -1, problem);
    }
}
