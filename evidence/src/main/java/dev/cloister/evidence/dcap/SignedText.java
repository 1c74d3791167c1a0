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

    private static final int DEPTH = 11;
    private static final int FRAME_DEPTH = 2;
    private static final int SIGNATURE_SIZE = 64;
    private static final String SIGNATURE = "signature";

    static SignedText parse(String structure, Bytes content) throws Malformed {
        if (content.length() > MAX_SIZE) {
            throw new Malformed(
                    structure, "", -1, "has " + content.length() + " bytes, at most " + MAX_SIZE + " are read");
        }
        byte[] utf8 = content.array();
        Span value = firstObject(utf8);
        JsonFields frame = JsonFields.parse(structure, value.emptied(utf8), FRAME_DEPTH);
        Bytes signature = frame.hex(SIGNATURE, SIGNATURE_SIZE);
        List<String> names = frame.names();
        if (names.size() != 2) {
            throw frame.bad("", "must have a signed member and its signature, has " + names.size() + " members");
        }
        String member = names.get(names.indexOf(SIGNATURE) == 0 ? 1 : 0);
        frame.object(member);
        return new SignedText(content, member, Bytes.of(utf8, value.from, value.to), signature);
    }

    /// What the signed member says.
    JsonFields fields(String structure) throws Malformed {
        return JsonFields.parse(structure, body.array(), DEPTH);
    }

    JsonObject json(String structure) throws Malformed {
        return fields(structure).whole();
    }

    /// From where to where a value stands.
    private record Span(int from, int to) {
        private static final Span NONE = new Span(0, 0);

        /// All, with `{}` in its place: what stands around it can be read by itself.
        byte[] emptied(byte[] in) {
            if (equals(NONE)) {
                return in;
            }
            byte[] frame = new byte[from + 2 + in.length - to];
            System.arraycopy(in, 0, frame, 0, from);
            frame[from] = '{';
            frame[from + 1] = '}';
            System.arraycopy(in, to, frame, from + 2, in.length - to);
            return frame;
        }
    }

    /// The first object inside of the outermost one, or none. It and what is around it are each read strictly behind
    /// this, so
    /// that what is taken for the value is the value, or one of the two is refused.
    private static Span firstObject(byte[] in) {
        int depth = 0;
        int start = -1;
        boolean text = false;
        for (int i = 0; i < in.length; i++) {
            byte c = in[i];
            if (text) {
                i += c == '\\' ? 1 : 0;
                text = c != '"';
            } else if (c == '"') {
                text = true;
            } else if (c == '{' || c == '[') {
                depth++;
                start = start < 0 && depth == 2 && c == '{' ? i : start;
            } else if (c == '}' || c == ']') {
                depth--;
                if (depth == 1 && start >= 0) {
                    return new Span(start, i + 1);
                }
            }
        }
        return Span.NONE;
    }
}
