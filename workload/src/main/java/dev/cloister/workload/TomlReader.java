package dev.cloister.workload;

import dev.cloister.bytes.Malformed;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reader of a subset of TOML 1.0: tables, lists of tables, bare and quoted keys, `"…"`, `'…'`, `'''…'''`,
/// decimal numbers without sign, lists of strings on one line, comments. Nothing else of TOML is understood,
/// and nothing that is not TOML: what this reader accepts means the same to any other TOML reader.
final class TomlReader {
    private static final char END = '\uffff';
    private static final int MAX_DEPTH = 4;

    private final String structure;
    private final String in;
    private int at;
    private int line = 1;
    private int lineStart;

    private TomlReader(String structure, String in) {
        this.structure = structure;
        this.in = in;
    }

    static TomlTable read(String structure, byte[] utf8) throws Malformed {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new Malformed(structure, "text", -1, "is not UTF-8");
        }
        return new TomlReader(structure, text).document();
    }

    private TomlTable document() throws Malformed {
        TomlTable root = new TomlTable(structure, "", 1, 1, false);
        TomlTable current = root;
        while (at < in.length()) {
            blanks();
            char first = peek();
            if (first == '[') current = header(root);
            else if (first != '\n' && first != '#' && first != END) member(current);
            lineEnd();
        }
        return root;
    }

    private TomlTable header(TomlTable root) throws Malformed {
        int column = column();
        take('[');
        boolean list = peek() == '[';
        if (list) at++;
        List<String> path = new ArrayList<>();
        do {
            if (path.size() == MAX_DEPTH) throw bad("tables are nested deeper than " + MAX_DEPTH);
            if (!path.isEmpty()) at++;
            blanks();
            path.add(key());
            blanks();
        } while (peek() == '.');
        take(']');
        if (list) take(']');

        TomlTable parent = root;
        for (int i = 0; i < path.size() - 1; i++) parent = inside(parent, path.get(i), column);
        String last = path.get(path.size() - 1);
        return list ? append(parent, last, column) : open(parent, last, column);
    }

    private TomlTable inside(TomlTable parent, String key, int column) throws Malformed {
        TomlValue there = parent.members().get(key);
        if (there == null) {
            TomlTable made = table(parent, key, column, true);
            parent.members().put(key, made);
            return made;
        }
        if (there instanceof TomlTable table) return table;
        if (there instanceof TomlValue.Tables tables)
            return tables.tables().get(tables.tables().size() - 1);
        throw badAt(column, key + " is " + there.kind() + ", not a table");
    }

    private TomlTable open(TomlTable parent, String key, int column) throws Malformed {
        TomlValue there = parent.members().get(key);
        TomlTable made = table(parent, key, column, false);
        if (there instanceof TomlTable before && before.implied())
            made.members().putAll(before.members());
        else if (there != null) throw badAt(column, "table " + made.name() + " is there already");
        parent.members().put(key, made);
        return made;
    }

    private TomlTable append(TomlTable parent, String key, int column) throws Malformed {
        TomlTable made = table(parent, key, column, false);
        TomlValue there = parent.members().get(key);
        if (there == null) {
            there = new TomlValue.Tables(new ArrayList<>(), line, column);
            parent.members().put(key, there);
        }
        if (!(there instanceof TomlValue.Tables tables)) {
            throw badAt(column, made.name() + " is " + there.kind() + " already");
        }
        tables.tables().add(made);
        return made;
    }

    private TomlTable table(TomlTable parent, String key, int column, boolean implied) {
        String name = parent.name().isEmpty() ? key : parent.name() + "." + key;
        return new TomlTable(structure, name, line, column, implied);
    }

    private void member(TomlTable table) throws Malformed {
        int column = column();
        String key = key();
        if (table.has(key)) throw badAt(column, "member " + key + " is there already");
        blanks();
        take('=');
        blanks();
        table.members().put(key, value());
    }

    private String key() throws Malformed {
        char first = peek();
        if (first == '"') return basic();
        if (first == '\'') return literal();
        int start = at;
        while (isBare(peek())) at++;
        if (at == start) throw bad("a name is missing");
        return in.substring(start, at);
    }

    private static boolean isBare(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
    }

    private TomlValue value() throws Malformed {
        int startLine = line;
        int column = column();
        char first = peek();
        if (in.startsWith("'''", at)) return new TomlValue.Text(multiLine(), startLine, column);
        if (first == '"' || first == '\'') return text();
        if (first == '[') return row();
        if (first >= '0' && first <= '9') return new TomlValue.Whole(number(), line, column);
        throw bad("needs a string, a whole number or a list of strings");
    }

    private TomlValue.Text text() throws Malformed {
        int column = column();
        if (peek() == '"') return new TomlValue.Text(basic(), line, column);
        if (peek() == '\'') return new TomlValue.Text(literal(), line, column);
        throw bad("needs a string");
    }

    private TomlValue.Row row() throws Malformed {
        int column = column();
        take('[');
        List<TomlValue.Text> texts = new ArrayList<>();
        blanks();
        while (peek() != ']') {
            if (!texts.isEmpty()) {
                take(',');
                blanks();
            }
            texts.add(text());
            blanks();
        }
        take(']');
        return new TomlValue.Row(texts, line, column);
    }

    private long number() throws Malformed {
        int start = at;
        while (peek() >= '0' && peek() <= '9') at++;
        if (in.charAt(start) == '0' && at - start > 1) throw bad("a number must not start with 0");
        if (at - start > 18) throw bad("a number has at most 18 digits");
        if (isBare(peek()) || peek() == '.' || peek() == ':') throw bad("only whole decimal numbers are understood");
        return Long.parseLong(in, start, at, 10);
    }

    private String literal() throws Malformed {
        take('\'');
        int start = at;
        while (peek() != '\'') printable();
        return in.substring(start, at++);
    }

    private String multiLine() throws Malformed {
        at += 3;
        if (peek() == '\n') newLine();
        int start = at;
        while (!in.startsWith("'''", at)) {
            if (peek() == '\n') newLine();
            else printable();
        }
        int end = at;
        at += 3;
        if (peek() == '\'') throw bad("''' must not be followed by another quote");
        return in.substring(start, end);
    }

    private String basic() throws Malformed {
        take('"');
        if (in.startsWith("\"\"", at)) throw bad("\"\"\" strings are not understood, write '''");
        StringBuilder out = new StringBuilder();
        while (peek() != '"') {
            if (peek() == '\\') out.append(escape());
            else out.append(printable());
        }
        at++;
        return out.toString();
    }

    private char escape() throws Malformed {
        at++;
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\' -> c;
            case 'n' -> '\n';
            case 't' -> '\t';
            default -> throw badAt(column() - 2, "only \\\" \\\\ \\n \\t are understood");
        };
    }

    private char printable() throws Malformed {
        char c = peek();
        if (c == '\n' || at == in.length()) throw bad("a string does not end");
        checkControl(c);
        at++;
        return c;
    }

    private void checkControl(char c) throws Malformed {
        if (c < ' ' && c != '\t' || c == 0x7f) throw bad("control character " + (int) c);
    }

    private void lineEnd() throws Malformed {
        blanks();
        if (peek() == '#') {
            while (at < in.length() && peek() != '\n') {
                checkControl(peek());
                at++;
            }
        }
        if (at == in.length()) return;
        if (peek() != '\n') throw bad("the line should end here");
        newLine();
    }

    private void newLine() {
        at++;
        line++;
        lineStart = at;
    }

    private void blanks() {
        while (peek() == ' ' || peek() == '\t') at++;
    }

    private void take(char wanted) throws Malformed {
        if (peek() != wanted) throw bad("'" + wanted + "' is missing");
        at++;
    }

    /// The next character; beyond the end one that TOML never uses by itself (bounds are checked where it
    /// matters).
    private char peek() {
        return at < in.length() ? in.charAt(at) : END;
    }

    private int column() {
        return at - lineStart + 1;
    }

    private Malformed bad(String message) {
        return badAt(column(), message);
    }

    private Malformed badAt(int column, String message) {
        return Malformed.atLine(structure, "", line, column, message);
    }
}
