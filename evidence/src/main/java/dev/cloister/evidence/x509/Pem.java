package dev.cloister.evidence.x509;

import dev.cloister.bytes.Base64s;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// RFC 7468 text around DER. Hosts and files use it where DER is meant.
public final class Pem {
    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";
    private static final int MAX_BLOCKS = 16;

    private Pem() {}

    /// The blocks of a PEM text in order, or the content itself if it is no PEM. Zero bytes behind a text are
    /// dropped.
    public static List<Bytes> unwrap(String structure, Bytes content) throws Malformed {
        if (content.isEmpty() || content.at(0) != BEGIN.charAt(0)) {
            return List.of(content);
        }
        String text = new String(content.array(), StandardCharsets.ISO_8859_1);
        if (!text.startsWith(BEGIN)) {
            return List.of(content);
        }
        List<Bytes> blocks = new ArrayList<>();
        int at = 0;
        while (at >= 0) {
            int labelEnd = text.indexOf(DASHES, at + BEGIN.length());
            if (labelEnd < 0) {
                throw new Malformed(structure, "pem", at, "a block without its first line");
            }
            String label = text.substring(at + BEGIN.length(), labelEnd);
            int bodyStart = labelEnd + DASHES.length();
            int bodyEnd = text.indexOf(DASHES + "END " + label + DASHES, bodyStart);
            if (bodyEnd < 0) {
                throw new Malformed(structure, "pem", at, "a block without its last line");
            }
            String lines = text.substring(bodyStart, bodyEnd);
            String joined = lines.replace("\n", "").replace("\r", "");
            blocks.add(Base64s.decodeStandard(structure, "pem", joined));
            if (blocks.size() > MAX_BLOCKS) {
                throw new Malformed(structure, "pem", at, "more than " + MAX_BLOCKS + " blocks");
            }
            at = text.indexOf(BEGIN, bodyEnd);
        }
        return blocks;
    }
}
