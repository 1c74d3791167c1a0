package dev.cloister.bytes;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Writes one value in one of three forms. All three escape as RFC 8785 section 3.2.2.2 says: only what must
/// be.
final class JsonWriter {
    enum Form {
        COMPACT,
        CANONICAL,
        PRETTY
    }

    private final Form form;
    private final StringBuilder out = new StringBuilder();
    private int depth;

    JsonWriter(Form form) {
        this.form = form;
    }

    String write(Json value) {
        append(value);
        if (form == Form.PRETTY) {
            out.append('\n');
        }
        return out.toString();
    }

    /// No switch over types: its first use costs a booting guest more than all the rest of this class.
    @SuppressWarnings("IfChainToSwitch")
    private void append(Json value) {
        if (value instanceof JsonNumber number) {
            out.append(form == Form.CANONICAL ? EcmaNumber.text(number.toDouble()) : number.literal());
        } else if (value instanceof JsonText text) {
            text(text.value());
        } else if (value instanceof JsonObject object) {
            object(object);
        } else if (value instanceof JsonArray array) {
            array(array.items());
        } else if (value instanceof JsonFlag flag) {
            out.append(flag.value());
        } else {
            out.append("null");
        }
    }

    private void object(JsonObject object) {
        Map<String, Json> members = form == Form.CANONICAL ? new TreeMap<>(object.members()) : object.members();
        open('{', members.keySet());
        boolean first = true;
        for (Map.Entry<String, Json> member : members.entrySet()) {
            separate(first);
            first = false;
            text(member.getKey());
            out.append(form == Form.PRETTY ? ": " : ":");
            append(member.getValue());
        }
        close('}', members.keySet());
    }

    private void array(List<Json> items) {
        open('[', items);
        boolean first = true;
        for (Json item : items) {
            separate(first);
            first = false;
            append(item);
        }
        close(']', items);
    }

    private void open(char bracket, Collection<?> content) {
        out.append(bracket);
        depth++;
        if (!content.isEmpty()) {
            line();
        }
    }

    private void separate(boolean first) {
        if (!first) {
            out.append(',');
            line();
        }
    }

    private void close(char bracket, Collection<?> content) {
        depth--;
        if (!content.isEmpty()) {
            line();
        }
        out.append(bracket);
    }

    private void line() {
        if (form == Form.PRETTY) {
            out.append('\n').append("  ".repeat(depth));
        }
    }

    private void text(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < ' ') {
                        out.append("\\u00")
                                .append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 15, 16));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
