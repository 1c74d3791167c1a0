package dev.cloister.vectors;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonArray;
import dev.cloister.bytes.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// Where an entry and the code under test disagree.
public final class Disagreements {
    private final List<String> lines = new ArrayList<>();

    public void add(String what, String expected, String got) {
        lines.add(what + ": expected " + expected + ", got " + got);
    }

    /// Adds a line unless both are the same.
    public void compare(String what, Object expected, Object got) {
        if (!expected.equals(got)) {
            add(what, expected.toString(), got.toString());
        }
    }

    /// Every member of `expected` must be in `got` and be the same, arrays item by item; a member that `got`
    /// does not know is a disagreement, as nobody has looked at it. `got` may know more.
    public void facts(String path, JsonObject expected, JsonObject got) {
        expected.members().forEach((name, value) -> {
            Json known = got.members().get(name);
            if (known == null) {
                add(path + name, value.compact(), "a fact that nobody here knows");
            } else {
                fact(path + name, value, known);
            }
        });
    }

    private void fact(String path, Json expected, Json got) {
        if (expected instanceof JsonObject object && got instanceof JsonObject known) {
            facts(path + ".", object, known);
        } else if (expected instanceof JsonArray array
                && got instanceof JsonArray known
                && array.items().size() == known.items().size()) {
            for (int i = 0; i < array.items().size(); i++) {
                fact(path + "[" + i + "]", array.items().get(i), known.items().get(i));
            }
        } else if (!expected.equals(got)) {
            add(path, expected.compact(), got.compact());
        }
    }

    public boolean isEmpty() {
        return lines.isEmpty();
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }
}
