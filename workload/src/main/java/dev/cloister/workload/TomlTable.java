package dev.cloister.workload;

import dev.cloister.bytes.Malformed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One table, read strictly: each member is asked for once, [#end] refuses whatever nobody asked for.
/// Errors carry the line and column of the value, or of the table's header where a member is missing.
final class TomlTable implements TomlValue {
    private final String structure;
    private final String name;
    private final int line;
    private final int column;
    private final boolean implied;
    private final Map<String, TomlValue> members = new LinkedHashMap<>();
    private final Set<String> asked = new HashSet<>();

    /// @param name dotted name for messages, empty for the document itself
    /// @param implied made by the header of a table inside it; its own header may still follow
    TomlTable(String structure, String name, int line, int column, boolean implied) {
        this.structure = structure;
        this.name = name;
        this.line = line;
        this.column = column;
        this.implied = implied;
    }

    @Override
    public int line() {
        return line;
    }

    @Override
    public int column() {
        return column;
    }

    boolean implied() {
        return implied;
    }

    String name() {
        return name;
    }

    Map<String, TomlValue> members() {
        return members;
    }

    boolean has(String member) {
        return members.containsKey(member);
    }

    String text(String member) throws Malformed {
        TomlValue value = need(member);
        if (value instanceof Text text) return text.text();
        throw wrongKind(member, value, "a string");
    }

    /// A whole number in `least..most`.
    long whole(String member, long least, long most) throws Malformed {
        TomlValue value = need(member);
        if (!(value instanceof Whole whole)) throw wrongKind(member, value, "a whole number");
        if (whole.number() < least || whole.number() > most) {
            String range = least == most ? "must be " + least : "must be " + least + " to " + most;
            throw bad(member, range + ", is " + whole.number());
        }
        return whole.number();
    }

    long whole(String member, long least, long most, long absent) throws Malformed {
        return has(member) ? whole(member, least, most) : absent;
    }

    List<String> texts(String member) throws Malformed {
        TomlValue value = need(member);
        if (!(value instanceof Row row)) throw wrongKind(member, value, "a list of strings");
        List<String> texts = new ArrayList<>();
        for (Text text : row.texts()) texts.add(text.text());
        return texts;
    }

    TomlTable table(String member) throws Malformed {
        TomlValue value = need(member);
        if (value instanceof TomlTable table) return table;
        throw wrongKind(member, value, "a table");
    }

    /// The `[[member]]` tables; none where there is no such member.
    List<TomlTable> tables(String member) throws Malformed {
        if (!has(member)) return List.of();
        TomlValue value = need(member);
        if (value instanceof Tables tables) return tables.tables();
        throw wrongKind(member, value, "a list of tables");
    }

    /// Refuses the first member that was not asked for.
    void end() throws Malformed {
        for (Map.Entry<String, TomlValue> member : members.entrySet()) {
            if (asked.contains(member.getKey())) continue;
            boolean table = member.getValue() instanceof TomlTable || member.getValue() instanceof Tables;
            throw bad(member.getKey(), table ? "unknown table" : "unknown member");
        }
    }

    /// An error at the member's value.
    Malformed bad(String member, String message) {
        TomlValue value = members.getOrDefault(member, this);
        return Malformed.atLine(structure, path(member), value.line(), value.column(), message);
    }

    private TomlValue need(String member) throws Malformed {
        asked.add(member);
        TomlValue value = members.get(member);
        if (value == null) throw Malformed.atLine(structure, path(member), line, column, "missing");
        return value;
    }

    private Malformed wrongKind(String member, TomlValue value, String wanted) {
        return bad(member, "must be " + wanted + ", is " + value.kind());
    }

    private String path(String member) {
        return name.isEmpty() ? member : name + "." + member;
    }
}
