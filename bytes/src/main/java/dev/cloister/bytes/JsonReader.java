package dev.cloister.bytes;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// RFC 8259 by recursive descent over UTF-8 bytes; offsets in errors are byte offsets.
final class JsonReader {
    private static final int NONE = -1;

    private final String structure;
    private final byte[] in;
    private final int maxDepth;
    private int at;
    private int depth;

    JsonReader(String structure, byte[] utf8, int maxDepth) {
        this.structure = structure;
        this.in = utf8;
        this.maxDepth = maxDepth;
    }

    Json read() throws Malformed {
        Json value = value();
        skipSpace();
        if (at < in.length) {
            throw bad("text behind the value");
        }
        return value;
    }

    private Json value() throws Malformed {
        skipSpace();
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> new JsonText(text());
            case 't' -> word("true", new JsonFlag(true));
            case 'f' -> word("false", new JsonFlag(false));
            case 'n' -> word("null", JsonNull.NULL);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            case NONE -> throw bad("ends where a value should be");
            default -> throw bad("no JSON value starts with " + shown(peek()));
        };
    }

    private JsonObject object() throws Malformed {
        enter();
        JsonObject.Read members = new JsonObject.Read();
        if (!endsAtOnce('}')) {
            do {
                skipSpace();
                int start = at;
                if (peek() != '"') {
                    throw bad("a member name must stand here");
                }
                String name = text();
                skipSpace();
                expect(':');
                if (members.put(name, value()) != null) {
                    throw new Malformed(structure, "", start, "member " + quoted(name) + " is there twice");
                }
            } while (continues('}'));
        }
        depth--;
        return new JsonObject(members);
    }

    private JsonArray array() throws Malformed {
        enter();
        List<Json> items = new ArrayList<>();
        if (!endsAtOnce(']')) {
            do {
                items.add(value());
            } while (continues(']'));
        }
        depth--;
        return new JsonArray(items);
    }

    private void enter() throws Malformed {
        if (++depth > maxDepth) {
            throw bad("nested deeper than " + maxDepth);
        }
        at++;
    }

    private boolean endsAtOnce(char bracket) {
        skipSpace();
        if (peek() != bracket) {
            return false;
        }
        at++;
        return true;
    }

    private boolean continues(char bracket) throws Malformed {
        skipSpace();
        if (peek() == ',') {
            at++;
            return true;
        }
        expect(bracket);
        return false;
    }

    private void expect(char wanted) throws Malformed {
        if (peek() != wanted) {
            throw bad(peek() == NONE ? "ends where " + wanted + " should be" : wanted + " must stand here");
        }
        at++;
    }

    private Json word(String word, Json value) throws Malformed {
        for (int i = 0; i < word.length(); i++) {
            if (peek() != word.charAt(i)) {
                throw bad("not the word " + word);
            }
            at++;
        }
        return value;
    }

    private JsonNumber number() throws Malformed {
        int start = at;
        if (isOneDigit()) {
            return JsonNumber.of(in[at++] - '0');
        }
        while (isNumberByte(peek())) {
            at++;
        }
        if (at - start > JsonNumber.MAX_LITERAL) {
            throw new Malformed(
                    structure, "", start, "a number of more than " + JsonNumber.MAX_LITERAL + " characters");
        }
        String literal = new String(in, start, at - start, StandardCharsets.US_ASCII);
        if (!JsonNumber.isAcceptable(literal)) {
            throw new Malformed(structure, "", start, literal + " is not a JSON number within a double's range");
        }
        return new JsonNumber(literal);
    }

    private boolean isOneDigit() {
        return in[at] >= '0' && in[at] <= '9' && (at + 1 == in.length || !isNumberByte(in[at + 1]));
    }

    private static boolean isNumberByte(int c) {
        return c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
    }

    /// Runs of plain bytes are decoded as they are, escapes one by one; a surrogate pair may only be whole in
    /// itself.
    private String text() throws Malformed {
        int start = at;
        at++;
        int run = at;
        skipPlain();
        if (peek() == '"') {
            return new String(in, run, at++ - run, StandardCharsets.ISO_8859_1);
        }
        StringBuilder text = new StringBuilder();
        while (true) {
            int c = peek();
            if (c == NONE) {
                throw bad("ends inside a text");
            }
            if (c < ' ') {
                throw bad("a control character must be escaped");
            }
            if (c == '"' || c == '\\') {
                text.append(decoded(run, at));
                at++;
                if (c == '"') {
                    break;
                }
                text.append(escape());
                run = at;
            } else {
                at++;
            }
        }
        String whole = text.toString();
        if (JsonText.loneSurrogate(whole) >= 0) {
            throw new Malformed(structure, "", start, "a text with a lone surrogate");
        }
        return whole;
    }

    /// Printable ASCII without quote and backslash: most of all texts, and each byte a character.
    private void skipPlain() {
        while (at < in.length && in[at] >= ' ' && in[at] != '"' && in[at] != '\\') {
            at++;
        }
    }

    private char escape() throws Malformed {
        int c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> (char) c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> fourHex();
            default -> {
                at--;
                throw bad("no such escape");
            }
        };
    }

    private char fourHex() throws Malformed {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int c = peek();
            int digit = c < 128 && c >= 0 ? Character.digit((char) c, 16) : -1;
            if (digit < 0) {
                throw bad("four hex digits must follow \\u");
            }
            value = value << 4 | digit;
            at++;
        }
        return (char) value;
    }

    private String decoded(int from, int to) throws Malformed {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(in, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Malformed(structure, "", from, "a text that is not UTF-8");
        }
    }

    private void skipSpace() {
        while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
            at++;
        }
    }

    private int peek() {
        return at < in.length ? in[at] & 0xff : NONE;
    }

    private Malformed bad(String message) {
        return new Malformed(structure, "", at, message);
    }

    private static String shown(int c) {
        return c > ' ' && c < 127 ? Character.toString((char) c) : "byte 0x" + Integer.toHexString(c);
    }

    private static String quoted(String name) {
        return new JsonWriter(JsonWriter.Form.COMPACT).write(new JsonText(Excerpt.of(name)));
    }
}
