package dev.cloister.evidence;

import java.nio.charset.StandardCharsets;

/// The forms in which evidence lies in files, told apart by their content alone.
///
/// In the first four the content is an SNP report of 1184 bytes, alone or directly followed by its
/// certificate table (what go-sev-guest calls a raw quote), or a quote of SGX or TDX.
public enum EvidenceFormat {
    /// The bytes themselves, as configfs-tsm and snpguest write them.
    BINARY("binary", "binary"),
    /// Digits of either case, line breaks allowed.
    HEX("hex", "hex"),
    /// RFC 4648 section 4, padding and line breaks as tools write them.
    BASE64("base64", "base64"),
    /// RFC 4648 section 5, with or without padding.
    BASE64URL("base64url", "base64url"),
    /// The evidence of TEE `snp` in the CoCo key broker protocol:
    /// `{"attestation_report":{…},"cert_chain":…}`.
    TRUSTEE_JSON("trustee-json", "Trustee's JSON form"),
    /// The evidence of TEEs `sgx` and `tdx` in the same protocol: `{"quote":"…",…}`, the quote in base64;
    /// other members, an event log for example, are not read.
    TRUSTEE_QUOTE("trustee-quote", "Trustee's JSON form of a quote"),
    /// The blobs of configfs-tsm in base64: `{"provider":"sev_guest","outblob":"…","auxblob":"…"}`; of a TD
    /// `{"provider":"tdx_guest","outblob":"…"}`.
    TSM_JSON("tsm-json", "the JSON form of a configfs-tsm report"),
    /// A `proof.json` of ours; only its evidence is read, the rest is its writer's word.
    PROOF("proof", "a proof file of Cloister"),
    /// None of these.
    UNKNOWN("unknown", "no form of evidence");

    private static final String PEM = "-----BEGIN ";

    private final String word;
    private final String title;

    EvidenceFormat(String word, String title) {
        this.word = word;
        this.title = title;
    }

    /// Stable, kebab-case.
    public String word() {
        return word;
    }

    /// For people.
    public String title() {
        return title;
    }

    /// What the content looks like; it may still be malformed. A text in which every character is a hex digit
    /// is hex, even if it could be base64.
    public static EvidenceFormat of(byte[] content) {
        if (content.length == 0) {
            return UNKNOWN;
        }
        if (!isText(content)) {
            return BINARY;
        }
        String text = new String(content, StandardCharsets.UTF_8).trim(); // no white space but ASCII's
        if (text.startsWith("{") || text.startsWith("[")) {
            return json(text);
        }
        return text.startsWith(PEM) ? UNKNOWN : encoding(text);
    }

    /// By the member that no other form has; a reader looks closer.
    private static EvidenceFormat json(String text) {
        if (text.contains("\"attestation_report\"")) {
            return TRUSTEE_JSON;
        }
        if (text.contains("\"outblob\"")) {
            return TSM_JSON;
        }
        if (text.contains("\"quote\"")) {
            return TRUSTEE_QUOTE;
        }
        return text.contains("\"report\"") && text.contains("\"runtimeData\"") ? PROOF : UNKNOWN;
    }

    private static EvidenceFormat encoding(String text) {
        boolean hex = true;
        boolean url = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ') {
                continue;
            }
            boolean digit = c >= '0' && c <= '9';
            hex &= digit || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
            url |= c == '-' || c == '_';
            boolean letter = digit || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!letter && "+/-_=".indexOf(c) < 0) {
                return UNKNOWN;
            }
        }
        if (text.isEmpty()) {
            return UNKNOWN;
        }
        return hex ? HEX : url ? BASE64URL : BASE64;
    }

    /// No control characters but white space. Every report and every quote has zeros among its first bytes.
    private static boolean isText(byte[] content) {
        for (byte b : content) {
            if (b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t') {
                return false;
            }
        }
        return (content[0] & 0x80) == 0;
    }
}
