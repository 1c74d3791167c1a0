package dev.cloister.evidence.dcap;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import java.util.List;

/// A JSON object of two members, of which `signature` is over the bytes of the other's value exactly as they
/// stand: never over something re-encoded.
///
/// @param whole all bytes
/// @param member the name of the member that is signed
/// @param body its value, as it stands there
/// @param signature r and s, 32 bytes each, big-endian
public record SignedText(Bytes whole, String member, Bytes body, Bytes signature) {
    /// Longer documents are not read; real ones have 30 KiB at most.
    static final int MAX_SIZE = 1 << 18;

    private static final int DEPTH = 12;
    private static final int SIGNATURE_SIZE = 64;
    private static final String SIGNATURE = "signature";

    static SignedText parse(String structure, Bytes content) throws Malformed {
        if (content.length() > MAX_SIZE) {
            throw new Malformed(
                    structure, "", -1, "has " + content.length() + " bytes, at most " + MAX_SIZE + " are read");
        }
        byte[] utf8 = content.array();
        JsonFields fields = JsonFields.parse(structure, utf8, DEPTH);
        Bytes signature = fields.hex(SIGNATURE, SIGNATURE_SIZE);
        List<String> names = fields.names();
        if (names.size() != 2) {
            throw fields.bad("", "must have a signed member and its signature, has " + names.size() + " members");
        }
        int at = names.indexOf(SIGNATURE) == 0 ? 1 : 0;
        fields.object(names.get(at));
        return new SignedText(content, names.get(at), value(utf8, at), signature);
    }

    /// What the signed member says.
    JsonFields fields(String structure) throws Malformed {
        return JsonFields.parse(structure, body.array(), DEPTH);
    }

    JsonObject json(String structure) throws Malformed {
        return fields(structure).whole();
    }

    /// The bytes of the value of a top-level member, the first or the second, of what is known to be an
    /// object of two.
    private static Bytes value(byte[] in, int member) {
        int depth = 0;
        int start = -1;
        int colons = 0;
        boolean text = false;
        for (int i = 0; i < in.length; i++) {
            byte c = in[i];
            if (text) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    text = false;
                }
                continue;
            }
            switch (c) {
                case '"' -> text = true;
                case ':' -> colons += depth == 1 ? 1 : 0;
                case '{', '[' -> {
                    depth++;
                    start = depth == 2 && colons == member + 1 ? i : start;
                }
                case '}', ']' -> {
                    depth--;
                    if (depth == 1 && start >= 0) {
                        return Bytes.of(in, start, i + 1);
                    }
                }
                default -> {}
            }
        }
        throw new IllegalStateException("an object of two members has no such member");
    }
}
