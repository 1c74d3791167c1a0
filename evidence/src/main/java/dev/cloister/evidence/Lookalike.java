package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Excerpt;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What people hand over in the place of evidence, by its first bytes.
final class Lookalike {
    private static final Pattern PEM = Pattern.compile("\\s*-----BEGIN ([A-Z0-9 ]{1,64})-----");
    private static final Pattern TOKEN = Pattern.compile("\\s*eyJ[A-Za-z0-9_-]+\\.");
    private static final int HEAD = 512;

    private static final int DER_SEQUENCE = 0x30;
    private static final int DER_LONG_LENGTH = 0x82;
    private static final Bytes NITRO = Bytes.hex("8444a1013822");
    private static final Bytes NITRO_TAGGED = Bytes.hex("d28444a1013822");
    private static final Bytes AZURE_HCL = Bytes.utf8("HCLA");
    private static final List<Bytes> BYTE_ORDER_MARKS =
            List.of(Bytes.hex("fffe"), Bytes.hex("feff"), Bytes.hex("efbbbf"));
    private static final Bytes TPM_QUOTE = Bytes.hex("ff544347");

    private Lookalike() {}

    /// A predicate for people, `is a PEM text …`; empty for what may be evidence.
    static Optional<String> of(byte[] content) {
        Bytes head = Bytes.of(content, 0, Math.min(HEAD, content.length));
        return text(new String(head.array(), StandardCharsets.ISO_8859_1)).or(() -> binary(head));
    }

    private static Optional<String> text(String head) {
        Matcher pem = PEM.matcher(head);
        if (pem.lookingAt()) {
            return Optional.of(
                    "is a PEM text (" + Excerpt.of(pem.group(1)) + "), which may endorse evidence and is none");
        }
        if (TOKEN.matcher(head).lookingAt()) {
            return Optional.of("is a signed token (JWT), somebody's word about evidence and not evidence");
        }
        return Optional.empty();
    }

    private static Optional<String> binary(Bytes head) {
        if (startsWith(head, 0, NITRO) || startsWith(head, 0, NITRO_TAGGED)) {
            return Optional.of(
                    "is a signed CBOR document such as AWS Nitro's, and only SNP reports and Intel's quotes are read here");
        }
        if (startsWith(head, 0, AZURE_HCL)) {
            return Optional.of("is an Azure HCL report: the SNP report in it is the 1184 bytes from byte 32 on");
        }
        if (startsWith(head, 0, TPM_QUOTE)) {
            return Optional.of("is a TPM's quote, and only SNP reports and Intel's quotes are read here");
        }
        if (BYTE_ORDER_MARKS.stream().anyMatch(mark -> startsWith(head, 0, mark))) {
            return Optional.of("starts with a byte order mark: save the text in ASCII, without one");
        }
        boolean der = head.length() > 1 && head.at(0) == DER_SEQUENCE && head.at(1) == DER_LONG_LENGTH;
        return der
                ? Optional.of("is DER, most likely a certificate or a revocation list, which may endorse evidence")
                : Optional.empty();
    }

    private static boolean startsWith(Bytes head, int at, Bytes magic) {
        int end = at + magic.length();
        return head.length() >= end && head.slice(at, end).equals(magic);
    }
}
